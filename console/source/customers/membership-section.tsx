/** Where a customer belongs: groups of the store's admin, and saved audiences. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { customerMembershipsQuery } from './customer-queries.ts'

export function MembershipSection({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(customerMembershipsQuery(id))
  return (
    <Section title="Belongs to">
      {data === undefined ? (
        <NotLoaded error={error} refetch={refetch} />
      ) : (
        <Stack gap="xs">
          <Text size="xs" c="dimmed" fw={600}>
            Groups
          </Text>
          {data.groups.length === 0 ? (
            <Text size="sm" c="dimmed">
              None. Groups are changed in the store’s admin.
            </Text>
          ) : (
            <Group gap="sm">
              {data.groups.map((group) => (
                <TextLink key={group.id} to="/groups/$id" params={{ id: group.id }} size="sm" c={group.isDeleted ? 'dimmed' : undefined}>
                  {group.name}
                  {group.isDeleted ? ' (deleted)' : ''}
                </TextLink>
              ))}
            </Group>
          )}
          <Text size="xs" c="dimmed" fw={600} mt={4}>
            Audiences
          </Text>
          {data.audiences.length === 0 ? (
            <Text size="sm" c="dimmed">
              {data.audiencesAsked === 0 ? 'None is saved yet.' : `In none of ${data.audiencesAsked}.`}
            </Text>
          ) : (
            <Group gap="sm">
              {data.audiences.map((audience) => (
                <TextLink key={audience.id} to="/audiences/$id" params={{ id: audience.id }} size="sm">
                  {audience.name}
                </TextLink>
              ))}
            </Group>
          )}
          {data.isWhole ? null : (
            <Text size="xs" c="dimmed">
              Only the newest {data.audiencesAsked} audiences were asked.
            </Text>
          )}
        </Stack>
      )}
    </Section>
  )
}
