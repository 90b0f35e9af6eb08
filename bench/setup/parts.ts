// Parts: each part of a bench runs in a process of its own, on plain JavaScript.
// In: a bench file and its parts, by name.
// Out: the file, bundled once, is run by node --expose-gc once a part; the exit code is 0 whatever was measured.
// A loader that compiles on the fly wraps every function it meets, which costs most where functions are small; and functions
// that once ran on immer's proxies stay slower in that process.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'

/** The parts of a bench, in the order in which they run. */
export type Parts = { readonly [name: string]: () => void | Promise<void> }

/** Runs the one part that this process was started for, or starts a process for each. */
export async function runParts(file: string, parts: Parts): Promise<void> {
  const asked = process.argv[2]
  if (file.endsWith('.mjs') && asked !== undefined) return parts[asked]?.()
  const bundle = await bundled(file)
  console.log(`${path.basename(file, '.ts')} — Node ${process.versions.node}, ${availableParallelism()} cores`)
  for (const part of Object.keys(parts)) runPart(bundle, part)
}

async function bundled(file: string): Promise<string> {
  const { build } = await import('esbuild')
  // Under node_modules, so that the packages that stay outside the bundle are found from there.
  const folder = path.resolve(import.meta.dirname, '../../node_modules/.cache/relations-ledger-bench')
  mkdirSync(folder, { recursive: true })
  const outfile = path.join(folder, `${path.basename(file, '.ts')}.mjs`)
  await build({ entryPoints: [file], outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20' })
  return outfile
}

function runPart(bundle: string, part: string): void {
  console.log(`\n  ${part}`)
  const { status, error } = spawnSync(process.execPath, ['--expose-gc', '--max-old-space-size=4096', bundle, part], { stdio: 'inherit' })
  if (status !== 0) console.log(`  FAILED   ${part}: the process ended with ${status ?? error?.message}`)
}
