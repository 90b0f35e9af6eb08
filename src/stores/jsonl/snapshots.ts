// Snapshots beside a log: a folder `<log>.snapshots` with a file a relation, which anybody may delete.
// In: a text and the version it was made from. Out: the same, or nothing where the file is not what was written.
// A file is written beside its place and then put there, so that a reader sees the one before or this one. None is synced:
// what a power cut leaves of it is told by its checksum, and a state can always be folded again.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { isRelation } from '../opening.ts'
import type { Snapshot } from '../store.ts'
import { systemCode } from './files.ts'

const lineBreak = 0x0a
let written = 0

const folderOf = (log: string): string => `${log}.snapshots`
const fileOf = (log: string, relation: string): string => path.join(folderOf(log), `${relation}.snapshot`)

export async function saveSnapshot(log: string, relation: string, snapshot: Snapshot): Promise<void> {
  const text = Buffer.from(snapshot.text)
  const file = fileOf(log, relation)
  const beside = `${file}.${process.pid}-${++written}`
  await mkdir(folderOf(log), { recursive: true })
  await writeFile(beside, Buffer.concat([head(relation, snapshot.version, text), text]))
  await rename(beside, file)
}

export async function latestSnapshot(log: string, relation: string): Promise<Snapshot | undefined> {
  if (!isRelation(relation)) return undefined
  const bytes = await readFile(fileOf(log, relation)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  return bytes === undefined ? undefined : snapshotIn(bytes, relation)
}

// The first line has to be what would be written before this text. It names the relation because some file systems take the
// names RU~US and ru~us for one.
function snapshotIn(bytes: Buffer, relation: string): Snapshot | undefined {
  const start = bytes.indexOf(lineBreak) + 1
  const version = Number(/"version":(\d{1,15}),/.exec(bytes.toString('latin1', 0, start))?.[1])
  const text = bytes.subarray(start)
  return head(relation, version, text).equals(bytes.subarray(0, start)) ? { version, text: text.toString() } : undefined
}

// The checksum is over what stands before it in the line, and then the text.
function head(relation: string, version: number, text: Buffer): Buffer {
  const named = `{"relations-ledger":"snapshot","formatVersion":1,"relation":"${relation}","version":${version},"crc":"`
  return Buffer.from(`${named}${crc32(text, crc32(named)).toString(16).padStart(8, '0')}"}\n`)
}
