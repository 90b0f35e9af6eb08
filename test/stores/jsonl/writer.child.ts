// A process that appends until it is killed, and says of every append that was acknowledged which one it was.
// In: the log. Out: a line `<relation> <version>` for each answer; batches of one to three lines, to four relations at once.
import { jsonlStore } from '../../../src/stores/jsonl.ts'
import { batch } from '../../../src/testing/contract/lines.ts'

const store = jsonlStore(process.argv[2] as string)

async function client(relation: string): Promise<never> {
  for (let version = (await store.read(relation)).length; ; ) {
    const count = 1 + (version % 3)
    await store.append(relation, version, batch(relation, version, count))
    version += count
    process.stdout.write(`${relation} ${version}\n`)
  }
}

await Promise.all(['RU~US', 'DE~FR', 'A~B', 'CN~US'].map(client))
