/** The people of a lift's two arms, and those of them who bought within one attribution window of their draw, whichever campaign their order is counted for. */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type CampaignArmsInput, selectDrawn } from './read-campaign-arms.ts'

export const drawnFigureNames = ['treated', 'held_out', 'treated_buyers', 'held_out_buyers'] as const
export type DrawnFigureName = (typeof drawnFigureNames)[number]

export type DrawnInput = Pick<CampaignArmsInput, 'scope' | 'range' | 'windowMs'>

/** Rows of people, as list-people.ts shows them; each once for each campaign. */
export function selectDrawnPeople(sql: Sql, figure: DrawnFigureName, input: DrawnInput): Fragment {
  const isHeldOut = figure === 'held_out' || figure === 'held_out_buyers'
  const hasBought = sql`EXISTS (
    SELECT FROM orders o WHERE o.customer_id = m.customer_id AND o.is_valid AND o.placed_at > m.drawn_at
      AND o.placed_at <= m.drawn_at + m.window_ms * interval '1 millisecond')`
  return sql`
    SELECT m.campaign_id::text || m.customer_id::text AS key, m.drawn_at AS happened_at, m.customer_id, NULL::uuid AS voucher_id, NULL::uuid AS order_id,
      m.campaign_kind, m.campaign_id, NULL::channel AS channel
    FROM (${selectDrawn(sql, input)}) AS m
    WHERE m.is_held_out = ${isHeldOut} ${figure.endsWith('_buyers') ? sql`AND ${hasBought}` : sql``}`
}
