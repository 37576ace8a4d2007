/** Versions of the segments' settings, and what a change of them would do. */
import { z } from 'zod'
import type { SettingsPreview } from '../../db/queries/segments/preview-settings.ts'
import type { Versioned } from '../../db/queries/settings.ts'
import { formatId } from '../../domain/ids.ts'
import type { SegmentSettings } from '../../domain/segment-settings.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { segmentKey } from './segments.ts'
import { segmentSettings } from './settings.ts'

export const settingsPreviewRequestSchema = z
  .strictObject({
    changes: z
      .strictObject(segmentSettings.partial().shape)
      .meta({ description: 'The settings that would change, as in PATCH /api/v1/settings/segments.' }),
    sample: z.int().min(0).max(100).optional().meta({ description: 'How many of the customers who would move to name; 20 when left out.' }),
  })
  .meta({ id: 'SegmentSettingsPreviewRequest' })

export const settingsPreviewSchema = z
  .strictObject({
    at: formattedInstant.meta({ description: 'Both sides are computed from the orders as of this instant.' }),
    settingsVersion: z.int().meta({ description: 'The settings that it was compared with.' }),
    settings: segmentSettings.meta({ description: 'As they would be.' }),
    buyers: z.int(),
    moved: z.int().meta({ description: 'Buyers who would enter or leave a segment.' }),
    segments: z.array(z.strictObject({ key: segmentKey, now: z.int(), afterwards: z.int(), entered: z.int(), left: z.int() })),
    sample: z
      .array(
        z.strictObject({
          customerId: formattedIdOf('customer'),
          externalId: z.string(),
          from: z.array(segmentKey),
          to: z.array(segmentKey),
        }),
      )
      .meta({ description: 'Some of those who would move, different moves first. Empty for a key that may not read customers.' }),
  })
  .meta({ id: 'SegmentSettingsPreview' })

export const settingsVersionSchema = z
  .strictObject({
    version: z.int().meta({ description: '0 is the defaults.' }),
    value: segmentSettings,
    changedAt: formattedInstant.nullable(),
    changedBy: z.string().nullable().meta({ description: 'The name of the API key or member, where it is known.' }),
  })
  .meta({ id: 'SegmentSettingsVersion' })

export function viewSettingsPreview(
  { sample, ...preview }: SettingsPreview,
  { at, version, settings }: { at: Date; version: number; settings: SegmentSettings },
): z.input<typeof settingsPreviewSchema> {
  return {
    at: at.toISOString(),
    settingsVersion: version,
    settings,
    ...preview,
    sample: sample.map(({ customerId, ...customer }) => ({ customerId: formatId('customer', customerId), ...customer })),
  }
}

export function viewSettingsVersion({
  version,
  value,
  changedAt,
  changedBy,
}: Versioned<SegmentSettings>): z.input<typeof settingsVersionSchema> {
  return { version, value, changedAt: changedAt?.toISOString() ?? null, changedBy }
}
