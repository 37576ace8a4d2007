/** Where one is signed in, and ending it there. */
import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { endOtherSessions, endSession, type Session, sessionsQuery } from './account-queries.ts'

export function SessionList() {
  const { data: sessions, error, refetch } = useQuery(sessionsQuery)
  const cache = useQueryClient()
  const options = {
    onSettled: () => cache.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: noticeFailure('The session goes on'),
  }
  const ending = useAction('anyone', { mutationFn: endSession, ...options })
  const endingOthers = useAction('anyone', { mutationFn: endOtherSessions, ...options })
  if (sessions === undefined) return <NotLoaded error={error} refetch={refetch} />
  return (
    <Stack>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {sessions.map((session) => (
          <Group component="li" key={session.id} justify="space-between" wrap="nowrap">
            <SessionWords session={session} />
            {session.isThisOne ? null : (
              <ActionButton
                action={ending}
                variant="default"
                size="xs"
                flex="none"
                aria-label={`End the session in ${session.device}`}
                loading={ending.isPending && ending.variables === session.id}
                onClick={() => ending.mutate(session.id)}
              >
                End
              </ActionButton>
            )}
          </Group>
        ))}
      </Stack>
      {sessions.length < 2 ? null : (
        <Group>
          <ActionButton action={endingOthers} variant="default" onClick={() => endingOthers.mutate()}>
            Sign out everywhere else
          </ActionButton>
        </Group>
      )}
    </Stack>
  )
}

function SessionWords({ session: { device, isThisOne, createdAt, lastUsedAt } }: { session: Session }) {
  const timeZone = useTimeZone()
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {device}
        </Text>
        {isThisOne ? (
          <Badge variant="default" size="sm" tt="none">
            this one
          </Badge>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed">
        Used {formatAgo(lastUsedAt)}, since {formatInstant(createdAt, timeZone)}
      </Text>
    </div>
  )
}
