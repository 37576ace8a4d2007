/** Whoever looks at the store from another time zone is told whose times a page shows. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storeQuery } from '../store/store-settings.ts'
import { toWallTime } from '../words/instants.ts'

export function StoreClock() {
  // A page that shows times has asked for it.
  const timeZone = useQuery({ ...storeQuery, enabled: false }).data?.timeZone
  if (timeZone === undefined || isOwnTime(timeZone)) return null
  return (
    <Text size="xs" c="dimmed">
      Times are those of {timeZone}, where the store is.
    </Text>
  )
}

function isOwnTime(timeZone: string): boolean {
  const now = new Date().toISOString()
  return toWallTime(now, timeZone) === toWallTime(now, Intl.DateTimeFormat().resolvedOptions().timeZone)
}
