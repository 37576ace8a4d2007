/**
 * Live progress for any number of watchers: one reader a broadcast in this process, however many watch it, and none when nobody does. A watcher
 * gets the newest state at once, then every change, then `end` and the end of the stream.
 */
import type { Session } from 'better-sse'

export interface Watcher {
  session: Session
  /** Ends the response. */
  close(): void
}

export interface Progressing {
  isFinished: boolean
  /** When it was read; alone it is no change. */
  at: string
}

export interface ProgressFeeds {
  watch(id: string, watcher: Watcher): void
}

interface Feed {
  watchers: Set<Watcher>
  latest: Progressing | undefined
}

/**
 * @param read undefined ends the feed: there is nothing to follow any more
 * @param intervalMs the shortest time between two reads; a read that takes long makes it longer, so that watching costs a tenth of a connection at most
 */
export function createProgressFeeds(
  read: (id: string) => Promise<Progressing | undefined>,
  { intervalMs = 1000, onFault }: { intervalMs?: number; onFault: (error: unknown) => void },
): ProgressFeeds {
  const feeds = new Map<string, Feed>()

  async function follow(id: string, feed: Feed): Promise<void> {
    while (feed.watchers.size > 0) {
      const startedAt = performance.now()
      try {
        const progress = await read(id)
        if (progress === undefined) break
        publish(feed, progress)
      } catch (error) {
        onFault(error)
      }
      if (feed.latest?.isFinished === true) break
      await pause(Math.max(intervalMs, 9 * (performance.now() - startedAt)))
    }
    feeds.delete(id)
    for (const watcher of feed.watchers) finish(watcher, feed.latest)
  }

  return {
    watch(id, watcher) {
      const existing = feeds.get(id)
      const feed = existing ?? { watchers: new Set<Watcher>(), latest: undefined }
      feed.watchers.add(watcher)
      watcher.session.once('disconnected', () => feed.watchers.delete(watcher))
      if (feed.latest !== undefined) push(watcher, feed.latest, 'progress')
      if (existing !== undefined) return
      feeds.set(id, feed)
      void follow(id, feed)
    },
  }
}

function publish(feed: Feed, progress: Progressing): void {
  const isNews = feed.latest === undefined || JSON.stringify({ ...feed.latest, at: '' }) !== JSON.stringify({ ...progress, at: '' })
  feed.latest = progress
  if (!isNews) return
  for (const watcher of feed.watchers) push(watcher, progress, 'progress')
}

function push({ session }: Watcher, progress: Progressing, event: 'progress' | 'end'): void {
  if (session.isConnected) session.push(progress, event, progress.at)
}

function finish(watcher: Watcher, latest: Progressing | undefined): void {
  if (latest !== undefined) push(watcher, latest, 'end')
  watcher.close()
}

/** Does not keep the process alive. */
async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref())
}
