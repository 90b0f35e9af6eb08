// A folder of its own for each test that works with files.
// In: nothing. Out: a function that names a file in the folder; the folder goes when the test file is done.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

export function newFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'relations-ledger-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (name) => path.join(folder, name)
}
