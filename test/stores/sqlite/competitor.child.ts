// A process that appends to a log which others append to as well.
// In: the driver, the file, the task as JSON. Out: one line of JSON: the first version of each of its batches.
import { sqliteStore } from '../../../src/stores/sqlite.ts'
import type { Competition } from '../../../src/testing/contract/check.ts'
import { compete } from '../../../src/testing/contract/competing.ts'
import { driverNamed } from './drivers.ts'

const [driver, file, task] = process.argv.slice(2) as [string, string, string]
const database = driverNamed(driver).open(file)
const store = sqliteStore(database)
process.stdout.write(`${JSON.stringify(await compete(store, JSON.parse(task) as Competition))}\n`)
await store.close()
database.close()
