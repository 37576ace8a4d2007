/** The last look before a campaign leaves: how many people, what they get, when, and what is worth knowing. */
import { List, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Preflight, Schedule } from '../broadcasts/broadcast-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Confirmation } from '../ui/confirmation.tsx'
import { describeSchedule } from '../words/broadcasts.ts'
import { formatCount, formatPeople } from '../words/numbers.ts'
import { CheckList } from './check-list.tsx'

interface LastLookProps {
  isOpen: boolean
  onClose: () => void
  /** Of the campaign's kind: under it and its id the console knows the campaign. */
  path: string
  id: string
  fields: { name: string; schedule: Schedule; holdoutPercent: number }
  preflight: { data: (Pick<Preflight, 'ok' | 'checks'> & { audience: Reach }) | undefined; isPlaceholderData: boolean }
  words: {
    /** `Send to`: of the question and of the button. */
    ask: string
    confirm: string
    /** `On its way`: once it has left. */
    done: string
  }
  /** `attempt` makes a second click the same sending. */
  onSend: (attempt: string) => Promise<unknown>
  /** Items of the list: what leaves, what follows it, and what it costs. */
  what: ReactNode
  afterwards?: ReactNode
  cost?: ReactNode
}

type Reach = Pick<Preflight['audience'], 'members' | 'reachable'>

export function LastLook({ isOpen, onClose, path, id, fields, preflight, words, onSend, what, afterwards, cost }: LastLookProps) {
  const client = useQueryClient()
  const timeZone = useTimeZone()
  const [attempt] = useState(() => crypto.randomUUID())
  const { data, isPlaceholderData } = preflight
  const isLater = fields.schedule.kind !== 'now'
  const people = formatPeople(data?.audience.reachable ?? 0)
  const isReady = data?.ok === true && !isPlaceholderData
  const send = async () => {
    const sent = await onSend(attempt)
    notifications.show({ color: 'green', title: isLater ? 'Scheduled' : words.done, message: `${fields.name}: ${people}` })
    client.setQueryData([path, id], sent)
    await client.invalidateQueries({ queryKey: [path, 'list'] })
  }
  return (
    <Confirmation
      isOpen={isOpen}
      title={!isReady ? 'Not ready yet' : isLater ? `Schedule for ${people}?` : `${words.ask} ${people} now?`}
      confirm={`${isLater ? 'Schedule for' : words.confirm} ${people}`}
      isBlocked={!isReady}
      onConfirm={send}
      onClose={onClose}
    >
      <Stack gap="sm">
        <List size="sm" spacing={4}>
          {what}
          <List.Item>{describeSchedule(fields.schedule, timeZone)}</List.Item>
          {afterwards}
          {data === undefined ? null : <AudienceItem reach={data.audience} />}
          {fields.holdoutPercent > 0 ? <List.Item>{fields.holdoutPercent}% held back to measure the lift</List.Item> : null}
          {cost}
        </List>
        {data === undefined ? null : <CheckList checks={data.checks.filter(({ level }) => level !== 'info')} />}
      </Stack>
    </Confirmation>
  )
}

function AudienceItem({ reach: { members, reachable } }: { reach: Reach }) {
  return (
    <List.Item>
      {formatPeople(members)} in the audience, of whom {formatCount(members - reachable)} cannot be reached now
    </List.Item>
  )
}
