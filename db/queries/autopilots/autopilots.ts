/** Autopilots and the versions that were published of them. */
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import { listListened } from '../../../domain/journeys/journey-plan.ts'
import type { Sql } from '../../client.ts'

export const autopilotStatuses = ['draft', 'enabled', 'disabled', 'retired'] as const
export type AutopilotStatus = (typeof autopilotStatuses)[number]

export interface Autopilot {
  /** UUID. */
  id: string
  name: string
  status: AutopilotStatus
  template: string | null
  /** The draft, perhaps unfinished. */
  definition: JourneyDefinition
  version: number
  /** Of the latest published version. */
  publishedNumber: number | null
  enabledAt: Date | null
  disabledAt: Date | null
  retiredAt: Date | null
  sweptAt: Date | null
  sweepError: string | null
  createdAt: Date
  updatedAt: Date
}

const columns = (sql: Sql) => sql`
  id, name, status, template, definition, version, published_number AS "publishedNumber", enabled_at AS "enabledAt", disabled_at AS "disabledAt",
  retired_at AS "retiredAt", swept_at AS "sweptAt", sweep_error AS "sweepError", created_at AS "createdAt", updated_at AS "updatedAt"`

export interface AutopilotDraft {
  name: string
  definition: JourneyDefinition
  template: string | null
}

export async function insertAutopilot(sql: Sql, { name, definition, template }: AutopilotDraft): Promise<Autopilot> {
  const [row] = await sql<[Autopilot]>`
    INSERT INTO autopilots (name, definition, template) VALUES (${name}, ${sql.json(definition as never)}, ${template}) RETURNING ${columns(sql)}`
  return row
}

export async function readAutopilot(sql: Sql, id: string): Promise<Autopilot | undefined> {
  const [row] = await sql<Autopilot[]>`SELECT ${columns(sql)} FROM autopilots WHERE id = ${id}`
  return row
}

/** Until the transaction ends. */
export async function lockAutopilot(sql: Sql, id: string): Promise<Autopilot | undefined> {
  const [row] = await sql<Autopilot[]>`SELECT ${columns(sql)} FROM autopilots WHERE id = ${id} FOR NO KEY UPDATE`
  return row
}

export interface AutopilotFilter {
  status?: AutopilotStatus | undefined
  /** Part of the name. */
  q?: string | undefined
}

/** Newest first, from before the given id. */
export async function listAutopilots(
  sql: Sql,
  { status, q, before, limit }: AutopilotFilter & { before?: string | undefined; limit: number },
): Promise<Autopilot[]> {
  return sql<Autopilot[]>`
    SELECT ${columns(sql)} FROM autopilots
    WHERE true
      ${status === undefined ? sql`` : sql`AND status = ${status}`}
      ${q === undefined ? sql`` : sql`AND strpos(lower(name), lower(${q})) > 0`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

/** Under the lock of its row. */
export async function changeAutopilot(
  sql: Sql,
  id: string,
  { name, definition }: Pick<AutopilotDraft, 'name' | 'definition'>,
): Promise<Autopilot> {
  const [row] = await sql<[Autopilot]>`
    UPDATE autopilots SET name = ${name}, definition = ${sql.json(definition as never)}, version = version + 1, updated_at = now()
    WHERE id = ${id} RETURNING ${columns(sql)}`
  return row
}

/** One that was never enabled has no journeys. False when there is none, or it was. */
export async function deleteDraftAutopilot(sql: Sql, id: string): Promise<boolean> {
  const { count } = await sql`DELETE FROM autopilots WHERE id = ${id} AND status = 'draft'`
  return count === 1
}

export interface JourneyVersion {
  /** UUID. */
  id: string
  autopilotId: string
  number: number
  definition: JourneyDefinition
  publishedAt: Date
}

const versionColumns = (sql: Sql) => sql`id, autopilot_id AS "autopilotId", number, definition, published_at AS "publishedAt"`

/** The next number, under the lock of the autopilot's row. @param definition one that was checked */
export async function publishVersion(sql: Sql, autopilotId: string, definition: JourneyDefinition): Promise<JourneyVersion> {
  const [version] = await sql<[JourneyVersion]>`
    INSERT INTO journey_versions (autopilot_id, number, definition, listens)
    SELECT id, coalesce(published_number, 0) + 1, ${sql.json(definition as never)}, ${listListened(definition)}::text[] FROM autopilots WHERE id = ${autopilotId}
    RETURNING ${versionColumns(sql)}`
  await sql`
    UPDATE autopilots SET published_number = ${version.number}, updated_at = now(), ${setTrigger(sql, definition)} WHERE id = ${autopilotId}`
  return version
}

function setTrigger(sql: Sql, { trigger }: JourneyDefinition) {
  const source = trigger.kind !== 'event' ? null : trigger.event.kind === 'ordered' ? 'order' : 'event'
  const name = trigger.kind === 'event' && trigger.event.kind === 'event' ? trigger.event.name : null
  return sql`trigger_source = ${source}, trigger_event = ${name}`
}

export async function readVersion(
  sql: Sql,
  key: { id: string } | { autopilotId: string; number: number },
): Promise<JourneyVersion | undefined> {
  const [version] = await sql<JourneyVersion[]>`
    SELECT ${versionColumns(sql)} FROM journey_versions
    WHERE ${'id' in key ? sql`id = ${key.id}` : sql`autopilot_id = ${key.autopilotId} AND number = ${key.number}`}`
  return version
}

/** The one that new journeys start on; undefined while there is none. */
export async function readLatestVersion(sql: Sql, autopilotId: string): Promise<JourneyVersion | undefined> {
  const [version] = await sql<JourneyVersion[]>`
    SELECT ${versionColumns(sql)} FROM journey_versions WHERE autopilot_id = ${autopilotId} ORDER BY number DESC LIMIT 1`
  return version
}

export interface VersionUse extends JourneyVersion {
  /** Journeys on it that have not ended. */
  alive: number
}

/** Newest first. */
export async function listVersions(sql: Sql, autopilotId: string): Promise<VersionUse[]> {
  return sql<VersionUse[]>`
    SELECT ${versionColumns(sql)}, (SELECT count(*)::int FROM journeys j WHERE j.version_id = v.id AND j.autopilot_id = v.autopilot_id AND j.status <> 'ended') AS alive
    FROM journey_versions v WHERE autopilot_id = ${autopilotId} ORDER BY number DESC`
}

/** Shows what the autopilot's run has decided. Enabled anew, it looks from then on; enabled twice, it goes on. Retired, it starts nobody who was matched. */
export async function projectAutopilot(
  sql: Sql,
  { autopilotId, status, at }: { autopilotId: string; status: Exclude<AutopilotStatus, 'draft'>; at: Date },
): Promise<void> {
  await sql`
    UPDATE autopilots SET status = ${status}, updated_at = ${at},
      enabled_at = CASE WHEN ${status} = 'enabled' AND status <> 'enabled' THEN ${at}::timestamptz ELSE enabled_at END,
      disabled_at = CASE WHEN ${status} = 'disabled' AND status <> 'disabled' THEN ${at}::timestamptz ELSE disabled_at END,
      retired_at = CASE WHEN ${status} = 'retired' THEN coalesce(retired_at, ${at}) END
    WHERE id = ${autopilotId} AND status <> 'retired'`
  if (status === 'retired') {
    await sql`
      UPDATE journeys SET status = 'ended', ended_at = ${at}, outcome = 'dropped', reason = 'autopilot_retired'
      WHERE autopilot_id = ${autopilotId} AND status = 'matched'`
  }
}

export async function noteSweep(
  sql: Sql,
  { autopilotId, at, error }: { autopilotId: string; at: Date; error: string | null },
): Promise<void> {
  await sql`UPDATE autopilots SET swept_at = ${at}, sweep_error = ${error} WHERE id = ${autopilotId}`
}

/** With the definition that new journeys start on; newest first. */
export async function listEnabledAutopilots(sql: Sql): Promise<Autopilot[]> {
  return sql<Autopilot[]>`
    SELECT a.*, v.definition FROM (SELECT ${columns(sql)} FROM autopilots WHERE status = 'enabled') AS a
    JOIN journey_versions v ON v.autopilot_id = a.id AND v.number = a."publishedNumber" ORDER BY a.id DESC`
}
