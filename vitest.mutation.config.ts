// How the tests run against mutants: those of the file that is mutated alone, named in MUTATION_TESTS.
// Two ways in which Stryker 9.6 lets a mutant survive that is found are shut. Its own --testFiles never switches on a mutant in what runs
// while a file is loaded, so the files are named here; and a test file that a mutant keeps from loading has no test that fails.

import { defineConfig } from 'vitest/config'
import type { TestModule, Vitest } from 'vitest/node'
import config from './vitest.config.ts'

let running: Vitest
const telling = {
  onInit: (vitest: Vitest) => {
    running = vitest
  },
  onTestRunEnd: (modules: readonly TestModule[]) => {
    // As an Error: what it is reported as has no text in Stryker's hands, who then starts all over, twice for each such mutant.
    for (const { message } of modules.flatMap((each) => each.errors()))
      running.state.catchError(new Error(message), 'a test file does not load')
  },
}

const include = process.env['MUTATION_TESTS']?.split(',') ?? []

export default defineConfig({ ...config, test: { ...config.test, include, reporters: [telling] } })
