// A process that appends until it is stopped, and says of every append that was acknowledged which one it was.
// In: engine, file, durability. Out: a line `<relation> <version>` for each answer; batches of one to three lines, to four relations.
// What it says is written at once: an answer that was given is an answer that was heard, whenever the process is stopped.
import { writeSync } from 'node:fs'
import { batch } from '../../src/testing/contract/lines.ts'
import { type EngineName, openEngine, relations, sizeAt } from './engines.ts'

const [engine, file, durability] = process.argv.slice(2) as [EngineName, string, 'disk' | 'os']
const { store } = openEngine(engine, file, durability)

async function client(relation: string): Promise<never> {
  for (let version = (await store.read(relation)).length; ; ) {
    const count = sizeAt(version)
    await store.append(relation, version, batch(relation, version, count))
    version += count
    writeSync(1, `${relation} ${version}\n`)
  }
}

await Promise.all(relations.map(client))
