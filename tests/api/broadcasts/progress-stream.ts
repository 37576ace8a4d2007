/** A stream of server-sent events, read to its end. */
import type { TestApi } from '../test-api.ts'

export interface ProgressEvent {
  event: string
  data: Record<string, unknown>
}

/** The events that have data, in order. @throws when the stream is not one, or does not end in time */
export async function followProgress(api: TestApi, path: string, timeoutMs = 20_000): Promise<ProgressEvent[]> {
  const response = await fetch(api.url + path, {
    headers: { authorization: `Bearer ${api.key}`, accept: 'text/event-stream' },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.headers.get('content-type') !== 'text/event-stream')
    throw new Error(`Not a stream: ${response.status} ${await response.text()}`)
  return (await response.text()).split('\n\n').flatMap((block) => {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const [event, data] = [fields.get('event'), fields.get('data')]
    return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as Record<string, unknown> }]
  })
}
