// The store contract under node:test, which has no expect: one line over assert makes one.
// In: nothing. Out: what node:test prints.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { memoryStore } from 'relations-ledger/stores/memory'
import { storeContract } from 'relations-ledger/testing'

storeContract(memoryStore, { describe, test, expect: (actual) => ({ toEqual: (expected) => assert.deepEqual(actual, expected) }) })
