// Runs the benchmarks: `npm run bench`, or `npm run bench -- fold` for those whose name has `fold` in it.
// In: bench/*.ts, each a program that prints its own table. Out: those tables, one after another.
// Each runs in a process of its own, since what one leaves to the compiler and the heap would change the next;
// `global.gc` is there, so that a bench can measure memory.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'bench')
const wanted = process.argv[2] ?? ''

function runBench(file: string): boolean {
  console.log(`\n── ${file} ──`)
  const flags = ['--expose-gc', '--import', 'tsx', '--conditions=@relations-ledger/source']
  return spawnSync(process.execPath, [...flags, join(folder, file)], { stdio: 'inherit' }).status === 0
}

const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file.includes(wanted))
if (files.length === 0) console.error(`no bench has "${wanted}" in its name — bench/ holds ${readdirSync(folder).join(', ') || 'none'}`)
const failed = files.filter((file) => !runBench(file))
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exitCode = files.length === 0 || failed.length > 0 ? 1 : 0
