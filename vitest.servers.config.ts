// How the tests run that need real servers: `npm run test:servers`, after scripts/servers.sh has installed them.
// In: test/**/*.servers.ts, one after the other, since each starts servers of its own and some are killed on purpose.
// Out: the results. Coverage is counted in the other tests.
import { defineConfig } from 'vitest/config'
import config from './vitest.config.ts'

export default defineConfig({
  ...config,
  test: { ...config.test, include: ['test/**/*.servers.ts'], fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 },
})
