/** What is done about those who wait: some that were chosen, or all that match, with the number that was confirmed. */
import { Alert, Button, Group, List, Text } from '@mantine/core'
import { useState } from 'react'
import { ActionsHere } from '../session/page-rights.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { formatCount, formatPeople } from '../words/numbers.ts'
import { actOnPending, type PendingAction, type PendingActionResult } from './operation-queries.ts'
import type { PendingFilter } from './pending-filter.ts'

interface PendingActionsProps {
  chosen: string[]
  filter: PendingFilter
  /** How many journeys match; undefined where a filter must be set before all may be acted on. */
  matching: number | undefined
  onDone: () => void
}

const actions: Record<PendingAction, { label: string; title: string; what: string; isDestructive: boolean }> = {
  retry: {
    label: 'Start again',
    title: 'Start again',
    what: 'What never started, or whose run was lost, is started again where it stood. No voucher is given and no message is sent twice; one whose run is open is left alone.',
    isDestructive: false,
  },
  skip: {
    label: 'Skip the wait',
    title: 'Skip the wait of',
    what: 'They go on with their next step at once. Cooldowns and quiet hours cannot be skipped.',
    isDestructive: false,
  },
  cancel: {
    label: 'End',
    title: 'End the journeys of',
    what: 'Nothing more comes of them. What was already on its way is still sent; vouchers that they have stay theirs.',
    isDestructive: true,
  },
}
/** More at a time the API does not take. */
const mostAtOnce = 1_000

export function PendingActions({ chosen, filter, matching, onDone }: PendingActionsProps) {
  const [asked, setAsked] = useState<PendingAction>()
  const [result, setResult] = useState<PendingActionResult>()
  const [attempt, setAttempt] = useState(() => crypto.randomUUID())
  const isAll = chosen.length === 0
  const count = isAll ? (matching ?? 0) : chosen.length
  const act = async (action: PendingAction) => {
    setResult(
      await actOnPending(action, isAll ? { filter, confirmedCount: count } : { ids: chosen }, attempt).finally(() =>
        // Another try is another request: what was refused may have changed.
        setAttempt(crypto.randomUUID()),
      ),
    )
    onDone()
  }
  const words = asked === undefined ? undefined : actions[asked]
  return (
    <>
      {count === 0 ? null : (
        <Group gap="xs" role="group" aria-label="What to do">
          <Text size="sm" c="dimmed">
            {isAll ? `All ${formatPeople(count)} who match:` : `${formatPeople(count)} chosen:`}
          </Text>
          <ActionsHere>
            {Object.entries(actions).map(([action, { label, isDestructive }]) => (
              <Button
                key={action}
                size="compact-sm"
                variant="default"
                c={isDestructive ? 'var(--tone-bad)' : undefined}
                disabled={count > mostAtOnce}
                onClick={() => {
                  setResult(undefined)
                  setAsked(action as PendingAction)
                }}
              >
                {label}
              </Button>
            ))}
          </ActionsHere>
          {count > mostAtOnce ? (
            <Text size="sm" c="dimmed">
              At most {formatCount(mostAtOnce)} at a time.
            </Text>
          ) : null}
        </Group>
      )}
      {result === undefined ? null : <Result result={result} />}
      <Confirmation
        isOpen={words !== undefined}
        title={`${words?.title ?? ''} ${formatPeople(count)}?`}
        confirm={words?.label ?? ''}
        isDestructive={words?.isDestructive === true}
        onConfirm={async () => {
          if (asked !== undefined) await act(asked)
        }}
        onClose={() => setAsked(undefined)}
      >
        {words?.what}
      </Confirmation>
    </>
  )
}

function Result({ result: { done, refused, notAnswered, results } }: { result: PendingActionResult }) {
  const reasons = new Map<string, number>()
  for (const { outcome, message } of results) if (outcome !== 'done') reasons.set(message, (reasons.get(message) ?? 0) + 1)
  return (
    <Alert
      variant="outline"
      color={refused + notAnswered === 0 ? 'green' : 'orange'}
      role="status"
      title={`Done for ${formatPeople(done)}`}
    >
      {reasons.size === 0 ? null : (
        <List size="sm">
          {[...reasons].map(([message, count]) => (
            <List.Item key={message}>
              {formatPeople(count)}: {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  )
}
