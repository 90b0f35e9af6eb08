// How a mutant is made and tried; what is mutated, and against which tests, scripts/mutation/trial.ts says.
// In: --mutate, and MUTATION_TESTS. Out: a report in .cache/mutation.json.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  reporters: ['json'],
  jsonReporter: { fileName: '.cache/mutation.json' },
  // Generous, so that a machine with other work to do is not taken for a mutant that never ends.
  timeoutMS: 15_000,
  warnings: { slow: false },
  tempDirName: '.cache/stryker',
  ignorePatterns: ['/.cache', '/coverage', '/dist', '/bench'],
}
