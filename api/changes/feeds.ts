/** The feed of changes of an application: of its database, and of the sandbox's inbox where one is in use. */
import { type Look, readChanges } from '../../db/queries/changes.ts'
import type { ChangeTopic } from '../../domain/change-topics.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { createSandboxClient } from '../dev/sandbox-client.ts'
import { logFault } from '../http/faults.ts'
import { type ChangeFeed, createChangeFeed, type ReadChanges } from './change-feed.ts'

/** Longer than a page takes from its first question to its stream. */
const recentMs = 10_000

const feedsOfApps = new WeakMap<ApiDependencies, ChangeFeed>()

export function findChangeFeed(dependencies: ApiDependencies): ChangeFeed {
  const existing = feedsOfApps.get(dependencies)
  if (existing !== undefined) return existing
  const { pool, config, logger } = dependencies
  const readInboxVersion = config.sandboxUrl === undefined ? () => undefined : watchInbox(config.sandboxUrl)
  const read: ReadChanges<Look & { inbox: number | undefined }> = async (before) => {
    const { look, topics } = await readChanges(pool, { before, recentMs })
    const inbox = readInboxVersion()
    const all: ChangeTopic[] = before !== undefined && inbox !== before.inbox ? [...topics, 'inbox'] : topics
    return { look: { ...look, inbox }, topics: all }
  }
  const feed = createChangeFeed(read, { recentMs, onFault: (error) => logFault(logger, error, 'changes_unreadable') })
  feedsOfApps.set(dependencies, feed)
  return feed
}

/** Asks whenever it is asked, and says what was answered last: nothing waits for the sandbox, nor fails with it. */
function watchInbox(sandboxUrl: string): () => number | undefined {
  const sandbox = createSandboxClient(sandboxUrl)
  let version: number | undefined
  let isAsking = false
  async function ask(): Promise<void> {
    isAsking = true
    const status = await sandbox.readStatus().catch(() => undefined)
    if (status !== undefined) version = status.inboxVersion
    isAsking = false
  }
  return () => {
    if (!isAsking) void ask()
    return version
  }
}
