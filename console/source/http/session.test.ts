import { expect, it } from 'vitest'
import { noticeSignedIn, noticeSignedOut, readSessionNumber, waitUntilSignedIn } from './session.ts'

it('a refusal that was under way while somebody signed in says nothing of the new session; whoever waits goes on once there is one', async () => {
  const asked = readSessionNumber()
  noticeSignedOut(asked)
  let isIn = false
  const waiting = waitUntilSignedIn(new AbortController().signal).then(() => (isIn = true))
  await Promise.resolve()
  expect(isIn).toBe(false)
  noticeSignedIn()
  await waiting
  noticeSignedOut(asked)
  // At once: it is not over.
  await waitUntilSignedIn(new AbortController().signal)
  noticeSignedOut(readSessionNumber())
  const leaving = new AbortController()
  const left = waitUntilSignedIn(leaving.signal)
  leaving.abort()
  await left
})
