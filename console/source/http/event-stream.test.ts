import { describe, expect, it } from 'vitest'
import { parseEvent } from './event-stream.ts'

describe('an event of a stream', () => {
  it('has a name and data, of one line or several', () => {
    expect(parseEvent('id: 1\nevent: progress\ndata: {"decided":3}')).toEqual({ event: 'progress', data: '{"decided":3}' })
    expect(parseEvent('data: one\ndata: two')).toEqual({ event: 'message', data: 'one\ntwo' })
  })

  it('is none where the server only keeps the connection alive', () => {
    expect(parseEvent(': keep-alive')).toBeUndefined()
    expect(parseEvent('retry: 2000')).toBeUndefined()
  })
})
