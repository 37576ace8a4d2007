/** A frozen send with its templates compiled, as every page of it needs it. */
import { ApplicationFailure } from '@temporalio/common'
import { readSend, type Send } from '../db/queries/sends/send.ts'
import { createRenderer, type Renderer } from '../messages/render.ts'
import type { SendPathDependencies } from './send-path.ts'

export interface OpenSend {
  send: Send
  renderer: Renderer
}

const keptAtMost = 50

/** A frozen send never changes: the last few are kept with their compiled templates. */
export function createSendCache({ pool, publicUrl, secret }: SendPathDependencies) {
  const kept = new Map<string, OpenSend>()
  return async function openSend(sendId: string): Promise<OpenSend> {
    const known = kept.get(sendId)
    if (known !== undefined) return known
    const send = await readSend(pool, sendId)
    if (send === undefined) throw ApplicationFailure.nonRetryable('The send is not frozen', 'send_not_found', { sendId })
    const open = { send, renderer: createRenderer(send.message, { publicUrl, secret }) }
    kept.set(sendId, open)
    const [oldest] = kept.keys()
    if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest)
    return open
  }
}
