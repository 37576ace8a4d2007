import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Files that the linter must refuse, each for its one import, and files that it must let through. */
const refused = {
  'domain/reads-files.ts': "import { readFileSync } from 'node:fs'",
  'domain/knows-db.ts': "import { connect } from '../db/client.ts'",
  'domain/knows-drizzle.ts': "import { sql } from 'drizzle-orm'",
  'domain/nested/knows-config.ts': "import { loadConfig } from '../../config.ts'",
  'workflows/calls-activity.ts': "import { createActivities } from '../activities/index.ts'",
  'workflows/knows-db.ts': "import type { Pool } from '../db/client.ts'",
  'workflows/knows-drizzle.ts': "import { sql } from 'drizzle-orm'",
  'workflows/knows-postgres.ts': "import postgres from 'postgres'",
  'workflows/reads-files.ts': "import { readFileSync } from 'node:fs'",
  'workflows/clients/knows-db.ts': "import { connect } from '../../db/client.ts'",
  'channels/knows-db.ts': "import { connect } from '../db/client.ts'",
  'channels/knows-temporal.ts': "import { log } from '@temporalio/activity'",
  'connectors/knows-db.ts': "import { connect } from '../db/client.ts'",
  'connectors/knows-channel.ts': "import { createEmailChannel } from '../channels/email-resend.ts'",
  'connectors/knows-temporal.ts': "import { log } from '@temporalio/activity'",
  'activities/makes-connector.ts': "import { createHttpStoreAdmin } from '../connectors/store-admin-http.ts'",
  'domain/knows-connector.ts': "import type { StoreAdmin } from '../connectors/store-admin.ts'",
  'db/knows-connector.ts': "import type { StoreAdmin } from '../connectors/store-admin.ts'",
  'api/routes/knows-connector.ts': "import type { StoreAdmin } from '../../connectors/store-admin.ts'",
  'sandbox/knows-connector.ts': "import type { StoreAdmin } from '../connectors/store-admin.ts'",
  'messages/sends.ts': "import { createEmailChannel } from '../channels/email-resend.ts'",
  'db/queries/knows-api.ts': "import { createApp } from '../../api/app.ts'",
  'db/queries/knows-temporal.ts': "import { Client } from '@temporalio/client'",
  'activities/knows-provider.ts': "import { Resend } from 'resend'",
  'activities/makes-channel.ts': "import { createEmailChannel } from '../channels/email-resend.ts'",
  'activities/knows-client.ts': "import { Client } from '@temporalio/client'",
  'api/routes/acts.ts': "import { createActivities } from '../../activities/index.ts'",
  'api/routes/runs-workflow.ts': "import { broadcast } from '../../workflows/broadcast.ts'",
  'api/routes/knows-worker-sdk.ts': "import { Worker } from '@temporalio/worker'",
  'sandbox/knows-domain.ts': "import { formatId } from '../domain/ids.ts'",
  'console/source/knows-schema.ts': "import { broadcastSchema } from '../../api/schemas/broadcast.ts'",
  'console/source/knows-db.ts': "import type { Pool } from '../../db/client.ts'",
  'api/reads-environment.ts': 'export const port = process.env.PORT',
}

const allowed = {
  'domain/knows-domain.ts': "import { formatId } from './ids.ts'",
  'workflows/knows-types.ts': "import type { Activities } from '../activities/index.ts'",
  'workflows/knows-domain.ts': "import { formatId } from '../domain/ids.ts'",
  'workflows/clients/knows-messages.ts': "import { getProgress } from '../messages.ts'",
  'channels/knows-provider.ts': "import { Resend } from 'resend'",
  'connectors/knows-domain.ts': "import { groupStates } from '../domain/groups.ts'",
  'activities/knows-connector-types.ts': "import type { StoreAdmin } from '../connectors/store-admin.ts'",
  'activities/knows-types.ts': "import type { Channel } from '../channels/channel.ts'",
  'api/routes/asks.ts': "import { getProgress } from '../../workflows/messages.ts'",
  'api/routes/starts.ts': "import { startBroadcast } from '../../workflows/clients/start-broadcast.ts'",
  'api/routes/knows-types.ts': "import type { broadcast } from '../../workflows/broadcast.ts'",
  'api/main.ts': "import { createEmailChannel } from '../channels/email-resend.ts'",
  'console/source/knows-types.ts': "import type { Broadcast } from '../../api/schemas/broadcast.ts'",
  'config.ts': 'export const port = process.env.PORT',
  'db/queries/some.test.ts': "import { createTestDatabase } from '../../tests/support/database.ts'",
}

const project = join(import.meta.dirname, '..', '..')
const directory = mkdtempSync(join(tmpdir(), 'regulars-walls-'))
let complaints: string[] = []

beforeAll(async () => {
  for (const file of ['.oxlintrc.json', 'scripts/lint/steady-tests.mjs']) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    copyFileSync(join(project, file), join(directory, file))
  }
  for (const [file, statement] of Object.entries({ ...refused, ...allowed })) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), `${statement}\n`)
  }
  complaints = await lint()
})
afterAll(() => rmSync(directory, { recursive: true }))

/** The files of which the linter says that they reach where they must not. */
function lint(): Promise<string[]> {
  const rules = /^(.+?):\d+:\d+: .*(?:no-restricted-imports|no-process-env)/
  return new Promise((resolve) => {
    execFile(join(project, 'node_modules/.bin/oxlint'), ['--format', 'unix', '.'], { cwd: directory }, (_error, output) => {
      resolve(output.split('\n').flatMap((line) => rules.exec(line)?.[1] ?? []))
    })
  })
}

describe('the walls between the rooms', () => {
  it.each(Object.entries(refused))('refuse that %s has «%s»', (file) => expect(complaints).toContain(file))
  it.each(Object.entries(allowed))('let through that %s has «%s»', (file) => expect(complaints).not.toContain(file))
})
