// libsql under the interface of sqlite3, as far as emmett's store for SQLite uses it: what sqlite3 answers later, this answers in a later turn.
// In: statements of SQL with their values. Out: what libsql gives for them, by callback. Statements are kept prepared, which sqlite3 does not do.
const Libsql = require('libsql')

/** As sqlite3 binds it: emmett hands it an object, too. */
const bound = (value) => (typeof value === 'boolean' ? Number(value) : value instanceof Object ? String(value) : value)

class Database {
  constructor(file) {
    this.database = new Libsql(file)
    this.statements = new Map()
  }
  statement(sql) {
    if (!this.statements.has(sql)) this.statements.set(sql, this.database.prepare(sql))
    return this.statements.get(sql)
  }
  /** Makes a call of a statement; an error of SQLite has its number, as with sqlite3. */
  call(method, sql, ...rest) {
    const callback = rest.at(-1)
    const values = Array.isArray(rest[0]) ? rest[0].map(bound) : []
    let [error, result] = [null, undefined]
    try {
      const statement = this.statement(sql)
      result = method === 'run' && statement.reader ? statement.all(...values) : statement[method](...values)
    } catch (thrown) {
      error = Object.assign(thrown, { errno: thrown.rawCode & 0xff })
    }
    if (typeof callback === 'function') queueMicrotask(() => callback.call(result, error, result))
  }
  run(sql, ...rest) {
    this.call('run', sql, ...rest)
  }
  get(sql, ...rest) {
    this.call('get', sql, ...rest)
  }
  all(sql, ...rest) {
    this.call('all', sql, ...rest)
  }
  close() {
    this.statements.clear()
    this.database.close()
  }
}

module.exports = { Database, OPEN_URI: 64, OPEN_READWRITE: 2, OPEN_CREATE: 4 }
