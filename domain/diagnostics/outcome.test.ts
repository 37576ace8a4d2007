import { describe, expect, it } from 'vitest'
import { type Entry, makeEntry } from './entries.ts'
import { judgeRun } from './outcome.ts'

const start = Date.parse('2026-03-10T09:00:00Z')
const at = (minute: number) => new Date(start + minute * 60_000)
const sent = (minute: number, channel: 'email' | 'sms' = 'email') =>
  makeEntry({ at: at(minute), channel }, { kind: 'sent', status: 'accepted', reason: null, code: null })
const receipt = (minute: number, type: string, { isBot = false } = {}) =>
  makeEntry({ at: at(minute), channel: 'email' }, { kind: 'receipt', type, isBot, link: null })

const judge = (...timeline: Entry[]) => judgeRun(timeline, null, { hasEnded: true })

describe('a message that the provider took', () => {
  it('was got where nothing else has been heard', () => {
    expect(judge(sent(0))).toMatchObject({ standing: 'got_it', channel: 'email' })
  })

  it.each(['bounced', 'undeliverable', 'soft_bounced'])('was not got where it came back: %s', (type) => {
    expect(judge(sent(0), receipt(1, type))).toMatchObject({ standing: 'did_not_get_it', reason: type, channel: 'email' })
  })

  it('says of a soft bounce that it was for now', () => {
    expect(judge(sent(0), receipt(1, 'soft_bounced')).sentence).toBe(
      'Did not get it: the email was sent and bounced for now: the mailbox could not take it.',
    )
  })

  it.each([
    ['delivered before it', [sent(0), receipt(1, 'delivered'), receipt(2, 'soft_bounced')]],
    ['delivered after it', [sent(0), receipt(1, 'soft_bounced'), receipt(2, 'delivered')]],
    ['opened by a person', [sent(0), receipt(1, 'soft_bounced'), receipt(2, 'opened')]],
  ])('was got in spite of a soft bounce, as out-of-office answers are: %s', (_name, timeline) => {
    expect(judge(...timeline)).toMatchObject({ standing: 'got_it', reason: null })
  })

  it('was not got where after a soft bounce a machine alone has looked at it', () => {
    expect(judge(sent(0), receipt(1, 'soft_bounced'), receipt(2, 'opened', { isBot: true }))).toMatchObject({ standing: 'did_not_get_it' })
  })

  it('was not got in spite of its delivery where it bounced for good', () => {
    expect(judge(sent(0), receipt(1, 'delivered'), receipt(2, 'bounced'))).toMatchObject({ standing: 'did_not_get_it', reason: 'bounced' })
  })

  it('was got on the channel that took over, whatever became of the one before', () => {
    const fallen = makeEntry({ at: at(2), channel: 'email' }, { kind: 'fell_through' })
    expect(judge(sent(0), receipt(1, 'soft_bounced'), fallen, sent(3, 'sms'))).toMatchObject({ standing: 'got_it', channel: 'sms' })
  })

  it('was not got where every channel after it was closed: the soft bounce is what stood in the way of the last that was tried', () => {
    const fallen = makeEntry({ at: at(2), channel: 'email' }, { kind: 'fell_through' })
    expect(judge(sent(0), receipt(1, 'soft_bounced'), fallen)).toMatchObject({ standing: 'did_not_get_it', reason: 'soft_bounced' })
  })
})
