/** A stream of server-sent events, as somebody listens to it who does not wait for its end. */
import { vi } from 'vitest'

export interface Listening {
  /** With data, in order, as far as they have come. */
  events: { event: string; data: Record<string, unknown> }[]
  /** Comments, which say that the connection lives. */
  hasEnded(): boolean
  /** Waits until one has come. */
  hear(event: string, matches?: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  /** Waits until the server has ended it. */
  hearEnd(withinMs?: number): Promise<void>
  close(): void
}

/** @throws when it is refused, with the problem's code */
export async function listen(url: string, headers: Record<string, string>): Promise<Listening> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal })
  if (response.headers.get('content-type') !== 'text/event-stream' || response.body === null)
    throw new Error(`${response.status} ${((await response.json()) as { code: string }).code}`)
  const events: Listening['events'] = []
  let hasEnded = false
  void read(response.body, events).then(
    () => (hasEnded = true),
    () => undefined,
  )
  return {
    events,
    hasEnded: () => hasEnded,
    hear: (event, matches = () => true) =>
      vi.waitFor(
        () => {
          const heard = events.find((one) => one.event === event && matches(one.data))
          if (heard === undefined) throw new Error(`Heard ${JSON.stringify(events)}`)
          return heard.data
        },
        { timeout: 30_000, interval: 20 },
      ),
    hearEnd: (withinMs = 20_000) =>
      vi.waitFor(
        () => {
          if (!hasEnded) throw new Error('It goes on')
        },
        { timeout: withinMs, interval: 20 },
      ),
    close: () => leaving.abort(),
  }
}

async function read(body: ReadableStream<Uint8Array>, events: Listening['events']): Promise<void> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1]
      const data = /^data: ?(.*)$/m.exec(block)?.[1]
      if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) as Record<string, unknown> })
    }
  }
}
