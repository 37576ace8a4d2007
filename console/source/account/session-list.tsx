/** Where one is signed in, and ending it there. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
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
  const ending = useMutation({ mutationFn: endSession, ...options })
  const endingOthers = useMutation({ mutationFn: endOtherSessions, ...options })
  if (sessions === undefined) return <NotLoaded error={error} refetch={refetch} />
  return (
    <Stack>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {sessions.map((session) => (
          <Group component="li" key={session.id} justify="space-between" wrap="nowrap">
            <SessionWords session={session} />
            {session.isThisOne ? null : (
              <Button
                variant="default"
                size="xs"
                aria-label={`End the session in ${session.device}`}
                loading={ending.isPending && ending.variables === session.id}
                onClick={() => ending.mutate(session.id)}
              >
                End
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {sessions.length < 2 ? null : (
        <Group>
          <Button variant="default" loading={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
            Sign out everywhere else
          </Button>
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
