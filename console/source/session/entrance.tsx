/** For who is not signed in: making the first owner where there is none, signing in otherwise. The address stays the one that was asked for. */
import { useQuery } from '@tanstack/react-query'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { CreateOwnerForm } from './create-owner-form.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { OwnMachineButton, useIsOwnMachine } from './own-machine.tsx'
import { setupQuery } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'

export function Entrance() {
  const { data: setup, error, refetch } = useQuery(setupQuery)
  const isOwnMachine = useIsOwnMachine()
  if (setup === undefined)
    return (
      <EntranceFrame title="Sign in">
        <NotLoaded error={error} refetch={refetch} />
      </EntranceFrame>
    )
  if (setup.hasOwner)
    return (
      <EntranceFrame title="Sign in" description={isOwnMachine ? 'This console runs on your own machine.' : undefined}>
        {isOwnMachine ? <OwnMachineButton otherwise="or as somebody else" /> : null}
        <SignInForm isSecondary={isOwnMachine} />
      </EntranceFrame>
    )
  return (
    <EntranceFrame
      title="Welcome to Regulars"
      description={
        isOwnMachine
          ? 'This console runs on your own machine: go straight in, and say who you are later.'
          : 'Nobody has signed in to this installation yet. Its first member is its owner.'
      }
    >
      {isOwnMachine ? <OwnMachineButton otherwise="or say who you are now" /> : null}
      <CreateOwnerForm needsKey={setup.needsKey} isSecondary={isOwnMachine} />
    </EntranceFrame>
  )
}
