/** Instants and days as the API takes and gives them. */
import { z } from 'zod'

const earliest = Date.UTC(1900, 0, 1)
const latest = Date.UTC(2200, 0, 1)

/** RFC 3339 with an offset, between 1900 and 2200; parses to a `Date`. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, {
    message: 'Not an instant between 1900 and 2200',
    abort: true,
  })
  .transform((text) => new Date(text))
  .meta({ example: '2026-11-22T09:30:00Z' })

/** An instant in an answer: RFC 3339 in UTC. */
export const formattedInstant = z.iso.datetime().meta({ example: '2026-11-22T09:30:00.000Z' })
