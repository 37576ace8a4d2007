/** Server-sent events over fetch: an EventSource does not say why it was refused. */
import { send } from './request.ts'

export interface StreamEvent {
  event: string
  data: string
}

/** The server says at least that the connection lives, several times within this. */
const silentAfterMs = 50_000

/** Every event until the server ends the stream. @throws ApiError, or what broke the stream off: the signal, the network, silence */
export async function* readEvents(path: string, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const response = await send('GET', path, { signal, headers: { Accept: 'text/event-stream' } })
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const silence = setTimeout(() => void reader.cancel(), silentAfterMs)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const parsed = parseEvent(block)
      if (parsed !== undefined) yield parsed
    }
  }
}

/** Undefined for comments, which keep the connection alive. */
export function parseEvent(block: string): StreamEvent | undefined {
  const fields = block.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line))
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []))
  if (data.length === 0) return undefined
  return { event: fields.find((field) => field?.[1] === 'event')?.[2] ?? 'message', data: data.join('\n') }
}
