// Bundles the core entry point for browsers: `npm run check:browser`.
// In: src/index.ts and all it imports. Out: the size of the bundle in bytes, minified, and minified + gzip.
// A Node built-in that slips in does not resolve, and the message names the file and line that import it.
// The bundle is then used in a context that has nothing of Node, so that a stray `process` or `Buffer` fails, too.
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const entry = join(import.meta.dirname, '..', 'src', 'index.ts')

/** What every browser, worker and edge runtime has beyond the language itself. */
const webGlobals = { crypto, TextEncoder, TextDecoder, URL, structuredClone, setTimeout, clearTimeout, queueMicrotask, AbortController }

const trial = `(async () => {
  const { meeting, openLedger } = library
  const talks = openLedger().between('US', 'RU')
  await talks.append([meeting.held({ meeting: 'istanbul-2', occurred: '2025-04-10' })], { expectedVersion: 0 })
  return (await talks.state()).meetings.get('istanbul-2')?.status
})()`

async function bundle(format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: 'es2023',
    format,
    globalName: 'library',
    logLevel: 'error',
  })
  return outputFiles.map((file) => file.text).join('')
}

async function useWithoutNode(): Promise<void> {
  const context = createContext({ ...webGlobals })
  runInContext(await bundle('iife'), context)
  const status: unknown = await runInContext(trial, context)
  if (status !== 'held') throw new Error(`the meeting is ${String(status)}, not held`)
}

async function main(): Promise<void> {
  const code = await bundle('esm')
  const size = (bytes: number): string => `${bytes.toLocaleString('en')} bytes`
  console.log(`core for browsers: ${size(Buffer.byteLength(code))} min, ${size(gzipSync(code, { level: 9 }).length)} min+gzip`)
  await useWithoutNode()
  console.log('used where there is no Node: works')
}

await main().catch((error: Error) => {
  // esbuild has already printed what did not resolve, and where.
  console.error(`browser check failed: ${error.message.split('\n')[0]}`)
  process.exitCode = 1
})
