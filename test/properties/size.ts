// How much is tried of a claim: little in every run of the tests, more in .ci/run, and as much as there is time for in a campaign.
// In: RUNS and SEED, which scripts/campaign-claims.ts sets.
// Out: how many runs there are, and the seed of their random numbers.

/** The number of runs; without RUNS, this one. */
export const runs = (few: number): number => Number(process.env['RUNS'] ?? few)

/** The same seed, the same cases. */
export const seed = Number(process.env['SEED'] ?? 20250410)

/** As much time as it takes: a campaign runs while others work, and a slow machine fails no test. */
export const noLimit = 0
