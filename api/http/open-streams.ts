/**
 * Streams do not outlive what they were opened with. All that are open in this process are looked after by one question every two seconds: a session or key that is no more, or that may
 * do other things than it could, ends its streams. Who comes back is answered as anybody who asks now.
 */
import type { Response } from 'express'
import { listStandingCallers } from '../../db/queries/members/list-standing-callers.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { scopesOf } from '../../domain/roles.ts'
import { logFault } from './faults.ts'
import type { Caller } from './routes.ts'

const lookEveryMs = 2_000

interface OpenStream {
  caller: Caller
  response: Response
}

interface OpenStreams {
  all: Set<OpenStream>
  timer: ReturnType<typeof setTimeout> | undefined
}

const streamsOfApps = new WeakMap<ApiDependencies, OpenStreams>()

/** From now until the response is over. */
export function lookAfterStream(dependencies: ApiDependencies, stream: OpenStream): void {
  const { response } = stream
  if (response.closed || response.writableEnded || !isEventStream(response)) return
  const streams = streamsOfApps.get(dependencies) ?? { all: new Set(), timer: undefined }
  streamsOfApps.set(dependencies, streams)
  streams.all.add(stream)
  response.once('close', () => {
    streams.all.delete(stream)
    if (streams.all.size > 0) return
    clearTimeout(streams.timer)
    streams.timer = undefined
  })
  if (streams.timer === undefined) plan(dependencies, streams)
}

/** Files that are written as they are read end by themselves. */
function isEventStream(response: Response): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream')
}

function plan(dependencies: ApiDependencies, streams: OpenStreams): void {
  const look = async () => {
    await endOrphans(dependencies, [...streams.all]).catch((error: unknown) => logFault(dependencies.logger, error, 'streams_unchecked'))
    streams.timer = undefined
    if (streams.all.size > 0) plan(dependencies, streams)
  }
  streams.timer = setTimeout(() => void look(), lookEveryMs).unref()
}

async function endOrphans({ keyedPool, clock }: ApiDependencies, streams: OpenStream[]): Promise<void> {
  const standing = await listStandingCallers(keyedPool, {
    keyIds: streams.flatMap(({ caller }) => (caller.kind === 'apiKey' ? [caller.id] : [])),
    sessionIds: streams.flatMap(({ caller: { session } }) => (session === undefined ? [] : [session.sessionId])),
    at: clock(),
  })
  const scopes = new Map(standing.map((one) => [one.id, one.role === null ? one.scopes : scopesOf(one.role)]))
  for (const { caller, response } of streams) {
    const now = scopes.get(caller.session?.sessionId ?? caller.id)
    if (now === undefined || now.join(' ') !== caller.scopes.join(' ')) response.end()
  }
}
