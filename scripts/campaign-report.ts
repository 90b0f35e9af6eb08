// What a campaign found, in one line; and the exit status it ends with.
// In: what was done, and the account of the load. Out: a line, and what is wrong, if anything is.
// A campaign that found something wrong has failed.
import type { Account } from '../test/stores/load.ts'

export function told(what: string, { acknowledged, refused, unsure, wrong }: Account): void {
  console.log(`${what}: ${acknowledged} appends acknowledged, ${refused} refused, ${unsure} unsure; ${wrong.length} lost or doubled`)
  for (const each of wrong.slice(0, 20)) console.log(`  ${each}`)
  if (wrong.length > 0) process.exitCode = 1
}
