/** The one click, where the console runs on the operator's own machine. */
import { Button, Divider } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { installationQuery } from '../shell/installation.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { continueAsOwner, enter } from './session-queries.ts'

export function useIsOwnMachine(): boolean {
  return (useQuery(installationQuery).data ?? null) !== null
}

export function OwnMachineButton({ otherwise }: { otherwise: string }) {
  const entering = useMutation({ mutationFn: async () => enter(await continueAsOwner()) })
  return (
    <>
      {entering.isError ? <ProblemAlert error={entering.error} title="You are not signed in" /> : null}
      <Button size="md" loading={entering.isPending} onClick={() => entering.mutate()}>
        Continue as the owner
      </Button>
      <Divider label={otherwise} />
    </>
  )
}
