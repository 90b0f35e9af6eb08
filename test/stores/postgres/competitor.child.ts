// A process that appends to a log others append to.
// In: the server's address, the schema, the task as JSON. Out: the first versions of its batches, as JSON.
// It ends with the address it was given: nothing else is touched.
import pg from 'pg'
import { postgresStore } from '../../../src/stores/postgres.ts'
import { compete } from '../../../src/testing/contract/competing.ts'

const [connectionString, schema, task] = process.argv.slice(2) as [string, string, string]
const pool = new pg.Pool({ connectionString })
console.log(JSON.stringify(await compete(postgresStore(pool, { schema }), JSON.parse(task))))
await pool.end()
