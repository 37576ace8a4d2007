/** Which of a page's zones are in their quiet hours. */
import type { Sql } from '../db/client.ts'
import { listPageZones } from '../db/queries/sends/recipient-zones.ts'
import type { Send } from '../db/queries/sends/send.ts'
import { findQuietUntil } from '../domain/quiet-hours.ts'
import { splitZones } from '../domain/recipient-zones.ts'

export interface QuietZone {
  zones: string
  until: Date
}

export async function findQuietZones(sql: Sql, { send, page, now }: { send: Send; page: number; now: Date }): Promise<QuietZone[]> {
  const { quietHours, storeTimeZone } = send.policy
  if (!send.isMarketing || quietHours === null) return []
  const zones = await listPageZones(sql, { sendId: send.id, page, storeTimeZone })
  return zones.flatMap((text) => {
    const until = findQuietUntil(now, splitZones(text), quietHours)
    return until === null ? [] : [{ zones: text, until }]
  })
}
