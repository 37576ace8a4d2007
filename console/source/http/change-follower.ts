/**
 * What is on the screen follows what changes: a question is asked anew when one of its topics has changed, each at most every two seconds, or as seldom as its `meta` says; what is not on the
 * screen, when it is looked at again. What is known stays there meanwhile.
 */
import type { Query, QueryClient } from '@tanstack/react-query'
import type { Topic } from './topics.ts'

export interface ChangeFollower {
  /** The stream is there. @param askedAt when it was asked for: what was known before may have changed. @param recent what has changed shortly before */
  noteOpened(askedAt: number, recent: readonly Topic[]): void
  noteChanged(topics: readonly Topic[]): void
  /** Nothing more is asked until the next stream is there. */
  stop(): void
}

const defaultIntervalMs = 2_000
/** What is being asked was asked before the change: it is asked once more when its answer is there. */
const lookAgainAfterMs = 500

export function createChangeFollower(client: QueryClient): ChangeFollower {
  /** By the query's hash: when it is to be asked anew, in milliseconds since 1970. */
  const due = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function isFollowing({ meta }: Query): boolean {
    return meta?.topics !== undefined
  }

  function plan(query: Query, at: number): void {
    if (!query.isActive()) query.invalidate()
    else if (!due.has(query.queryHash)) due.set(query.queryHash, at)
  }

  function run(): void {
    clearTimeout(timer)
    const now = Date.now()
    for (const [hash, at] of due) if (at <= now) askAnew(hash, now)
    const next = Math.min(...due.values())
    if (Number.isFinite(next)) timer = setTimeout(run, Math.max(0, next - Date.now()))
  }

  function askAnew(hash: string, now: number): void {
    const query = client.getQueryCache().get(hash)
    if (query?.state.fetchStatus === 'fetching') return void due.set(hash, now + lookAgainAfterMs)
    due.delete(hash)
    // One that waits for Regulars is asked as soon as it answers.
    if (query?.state.fetchStatus !== 'idle') return
    if (query.isActive()) void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    else query.invalidate()
  }

  return {
    noteOpened(askedAt, recent) {
      for (const query of client.getQueryCache().findAll({ predicate: isFollowing })) {
        if (query.state.dataUpdatedAt < askedAt && query.state.fetchStatus === 'idle') plan(query, findNextAt(query))
      }
      this.noteChanged(recent)
    },
    noteChanged(topics) {
      for (const query of client.getQueryCache().findAll({ predicate: isFollowing })) {
        if (query.meta?.topics?.some((topic) => topics.includes(topic)) === true) plan(query, findNextAt(query))
      }
      run()
    },
    stop() {
      clearTimeout(timer)
      due.clear()
    },
  }
}

/** When it may be asked again. A list of several pages asks for each of them. */
function findNextAt({ meta, state: { data, dataUpdatedAt, errorUpdatedAt } }: Query): number {
  const pages = typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 1
  const interval = meta?.atMostEveryMs ?? defaultIntervalMs
  return Math.max(dataUpdatedAt, errorUpdatedAt) + (typeof interval === 'number' ? interval : interval(data)) * pages
}
