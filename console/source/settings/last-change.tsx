/** Who changed these settings last, and when. */
import { Text } from '@mantine/core'
import { useTimeZone } from '../store/store-settings.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import type { Versioned } from './settings-queries.ts'

export function LastChange({ settings: { changedAt, changedBy } }: { settings: Versioned<object> }) {
  const timeZone = useTimeZone()
  if (changedAt === null) return <>These are the defaults: nobody has changed them yet.</>
  return (
    <>
      Last changed{changedBy === null ? '' : ` by ${changedBy}`}{' '}
      <Text span inherit title={formatInstant(changedAt, timeZone)}>
        {formatAgo(changedAt)}
      </Text>
      .
    </>
  )
}
