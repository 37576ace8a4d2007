/** Server-sent events over fetch, since an EventSource cannot send an API key. */
import { send } from './request.ts'

export interface StreamEvent {
  event: string
  data: string
}

/** Every event until the server ends the stream. @throws ApiError, or AbortError by the signal */
export async function* readEvents(path: string, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const response = await send('GET', path, { signal, headers: { Accept: 'text/event-stream' } })
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
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
