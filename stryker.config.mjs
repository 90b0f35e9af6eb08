// How a mutant is made and tried; what is mutated, and against which tests, scripts/mutation/trial.ts says.
// In: --mutate and --testFiles. Out: a report in .cache/mutation.json.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  reporters: ['json'],
  jsonReporter: { fileName: '.cache/mutation.json' },
  warnings: { slow: false },
  tempDirName: '.cache/stryker',
  ignorePatterns: ['/.cache', '/coverage', '/dist', '/bench'],
}
