/** The one click, where the console runs on the operator's own machine. */
import { Divider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from './action-button.tsx'
import { useAction } from './use-action.ts'
import { installationQuery } from '../shell/installation.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { continueAsOwner, enter } from './session-queries.ts'

export function useIsOwnMachine(): boolean {
  return (useQuery(installationQuery).data ?? null) !== null
}

export function OwnMachineButton({ otherwise }: { otherwise: string }) {
  const entering = useAction('anyone', { mutationFn: async () => enter(await continueAsOwner()) })
  return (
    <>
      {entering.isError ? <ProblemAlert error={entering.error} title="You are not signed in" /> : null}
      <ActionButton action={entering} size="md" onClick={() => entering.mutate()}>
        Continue as the owner
      </ActionButton>
      <Divider label={otherwise} />
    </>
  )
}
