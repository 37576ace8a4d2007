import { expect, it } from 'vitest'
import { takeWriteKey } from './write-keys.ts'

it('a write keeps its key until it is known what came of it', () => {
  const take = (body: string) => takeWriteKey('POST', '/api/v1/broadcasts', body)
  const first = take('{"name":"Spring"}')
  first.settle(false)
  const again = take('{"name":"Spring"}')
  expect(again.key).toBe(first.key)
  expect(take('{"name":"Summer"}').key).not.toBe(first.key)
  again.settle(true)
  // The same content once more is meant once more.
  expect(take('{"name":"Spring"}').key).not.toBe(first.key)
})
