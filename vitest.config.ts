// How the tests run: the package imported by its own name resolves to its source, so nothing is built first.
// In: test/**/*.test.ts. Out: the results, and the branch coverage of src, which must stay at 98 % or above (98.4 is measured).
// Files with types alone have no branches and count for nothing.
import { defineConfig } from 'vitest/config'

const conditions = ['@relations-ledger/source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // By default vitest leaves one core free, which on a machine of two is half of it.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text', 'json-summary'],
      thresholds: { branches: 98 },
    },
  },
})
