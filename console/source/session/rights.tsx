/** What the member who is signed in may do, and how the console shows what they may not: there, but out of use, with the reason. */
import { Alert, Box, Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { createContext, type ReactNode, useContext } from 'react'
import { type Role, type Scope, useSignedIn } from './session-queries.ts'

/** The words of what an action needs: owners keep these, operators may do everything else. */
const ownersOnly: readonly Scope[] = ['settings:write', 'keys:write', 'members:write', 'customers:erase']

export function useMay(scope: Scope): boolean {
  return useSignedIn()?.scopes.includes(scope) ?? false
}

/** Why not, in words; undefined for what one may do, and for what takes no scope. */
export function useReasonNot(scope: Scope | undefined): string | undefined {
  const signedIn = useSignedIn()
  if (scope === undefined || signedIn === undefined || signedIn.scopes.includes(scope)) return undefined
  return `You are ${aRole(signedIn.member.role)}. ${ownersOnly.includes(scope) ? 'Only an owner may do this.' : 'This takes an operator or an owner.'}`
}

export function aRole(role: Role): string {
  return `${role === 'viewer' ? 'a' : 'an'} ${role}`
}

/** Within something that is out of use already: its reason is not said again for each part. */
export const IsOutOfUse = createContext(false)

/** Actions that need a scope. Whoever lacks it sees them, cannot use them, and is told why by a hint. */
export function Needs({ scope, children }: { scope: Scope; children: ReactNode }) {
  return <OutOfUse reason={useReasonNot(scope)}>{children}</OutOfUse>
}

/** With a reason: what cannot be used, for that reason. */
export function OutOfUse({ reason, children }: { reason: string | undefined; children: ReactNode }) {
  if (useContext(IsOutOfUse) || reason === undefined) return <>{children}</>
  return (
    <Tooltip label={reason} multiline maw={280} withArrow events={{ hover: true, focus: true, touch: true }}>
      <Box component="span" tabIndex={0} role="group" aria-label={reason} className="out-of-use-hint">
        <fieldset disabled className="out-of-use">
          <IsOutOfUse value>{children}</IsOutOfUse>
        </fieldset>
      </Box>
    </Tooltip>
  )
}

/** Above what one may look at and not change; nothing for who may. */
export function RightsNotice({ scope }: { scope: Scope }) {
  return <ReasonNotice reason={useReasonNot(scope)} />
}

export function ReasonNotice({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return null
  return (
    <Alert color="gray" variant="outline" bg="var(--surface)" icon={<IconLock aria-hidden />}>
      {reason} You can look at everything here; an owner can change what you may do under Settings, Members.
    </Alert>
  )
}
