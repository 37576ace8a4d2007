/** A real worker's log, while providers and database fail in all the ways that quote what they were given: none of it is in there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Message } from '../../domain/messages.ts'
import { addRecipients, sendBroadcast } from '../support/broadcast-run.ts'
import { findBuiltProgram } from '../support/built-program.ts'
import { type Stack, startStack } from '../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  await findBuiltProgram()
  stack = await startStack({ environment: { LOG_LEVEL: 'debug', VONAGE_LOOK_UP_SECONDS: '1' } })
}, 240_000)
afterAll(() => stack.stop(), 60_000)

const messages: Message[] = [
  { channel: 'email', subject: 'Hello {{ customer.first_name }}', html: '<p>canary-text {{ customer.city }}</p>' },
  { channel: 'sms', text: 'canary-text {{ customer.first_name }} Reply STOP to opt out' },
]

it('holds no address, name, text or key', { timeout: 180_000 }, async () => {
  await addRecipients(stack, 'email', 20)
  await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed'`
  await stack.pool`UPDATE settings SET value = '{"quietHours": {}, "cooldownMs": 0}' WHERE key = 'contact_policy'`
  // The database says no a few times, and quotes the row as it does for a broken constraint.
  await stack.pool.unsafe(`
    CREATE SEQUENCE refusals;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('refusals') % 40 = 1 THEN RAISE EXCEPTION 'No room for %', NEW.address USING ERRCODE = '53100', DETAIL = NEW.address; END IF;
      RETURN NEW; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse();`)
  const faults = ['resend', 'vonage'].flatMap((provider) => [
    { provider, kind: 'invalid_recipient', rate: 0.2 },
    { provider, kind: 'server_error', count: 1 },
    { provider, kind: 'rate_limited', count: 1, params: { retryAfterSeconds: 1 } },
    { provider, kind: 'bad_json', count: 1 },
  ])
  await fetch(`${stack.sandboxUrl}/_sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
  await stack.startWorker()
  for (const message of messages) {
    const { ended } = await sendBroadcast(stack, message)
    await ended
  }
  const log = readFileSync(join(stack.directory, 'worker.log'), 'utf8')
  expect(log).toContain('database_53100')
  expect(log).not.toMatch(/@example\.test|4915\d{5}|First\d|City\d|canary-text|No room|Bearer|PRIVATE KEY|eyJ/)
})
