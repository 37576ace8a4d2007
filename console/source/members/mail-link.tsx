/** Mails a link to whom it is for, where email is set up; else it is handed on. */
import { Alert, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { channelsQuery } from '../settings/channel-queries.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { mailLink } from './member-queries.ts'

export function MailLink({ url, to }: { url: string; to: string }) {
  const isSetUp = useQuery(channelsQuery).data?.data.some(({ channel, isConfigured }) => channel === 'email' && isConfigured) ?? false
  const mailing = useAction('members:write', { mutationFn: () => mailLink(url) })
  if (!isSetUp) return null
  const answer = mailing.data
  if (answer?.outcome === 'accepted')
    return (
      <Text size="sm" role="status">
        Mailed to {answer.to}. {answer.advice}
      </Text>
    )
  return (
    <>
      <Group gap="sm">
        <ActionButton action={mailing} variant="default" onClick={() => mailing.mutate()}>
          Mail it to {to}
        </ActionButton>
        <Text size="xs" c="dimmed">
          From your store’s sender.
        </Text>
      </Group>
      {mailing.isError ? <ProblemAlert error={mailing.error} title="It was not mailed: hand the link on yourself" /> : null}
      {answer === undefined ? null : (
        <Alert color="orange" variant="outline" title="It was not mailed: hand the link on yourself" role="alert">
          {answer.message} {answer.advice}
        </Alert>
      )}
    </>
  )
}
