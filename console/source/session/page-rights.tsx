/**
 * How pages keep to what a member may do: what they may not stays where it is, out of use, with the reason. The API refuses it as well; this only spares them
 * the try.
 */
import { Stack } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useContext } from 'react'
import { findPagePart, type PagePart } from './page-parts.ts'
import { IsOutOfUse, Needs, RightsNotice, useMay, useReasonNot } from './rights.tsx'
import type { Scope } from './session-queries.ts'

function usePagePart(): PagePart | undefined {
  return useLocation({ select: ({ pathname }) => findPagePart(pathname) })
}

/** What it takes to change something on this page. Of a page that page-parts.ts does not know, what only an owner has: then it is missed. */
export function useScopeHere(): Scope {
  return usePagePart()?.scope ?? 'settings:write'
}

/** Whether what this page changes may be changed. */
export function useMayHere(): boolean {
  const part = usePagePart()
  const may = useMay(part?.scope ?? 'settings:read')
  return part === undefined || may
}

/** Why there is no going there: it is all a form, and not theirs to fill in. Settings can be looked at. */
export function useReasonNotThere(href: string | undefined): string | undefined {
  const part = findPagePart((href ?? '').split(/[?#]/)[0] ?? '')
  const reason = useReasonNot(part?.scope ?? 'settings:read')
  return part?.isForm === true && part.prefix !== '/settings' ? reason : undefined
}

/** What can be done on this page. */
export function ActionsHere({ children }: { children: ReactNode }) {
  const part = usePagePart()
  const may = useMayHere()
  if (part === undefined || may) return <>{children}</>
  return <Needs scope={part.scope}>{children}</Needs>
}

/** What is typed on this page. */
export function FieldsHere({ children }: { children: ReactNode }) {
  const part = usePagePart()
  const may = useMayHere()
  const isSaid = useContext(IsOutOfUse)
  if (part === undefined || may || isSaid) return <>{children}</>
  return (
    <Stack>
      <RightsNotice scope={part.scope} />
      <fieldset disabled className="plain-fieldset" style={{ opacity: 1 }}>
        <IsOutOfUse value>{children}</IsOutOfUse>
      </fieldset>
    </Stack>
  )
}

/** The content of a page: of one that is all a form, its fields. */
export function ContentHere({ children }: { children: ReactNode }) {
  return usePagePart()?.isForm === true ? <FieldsHere>{children}</FieldsHere> : <>{children}</>
}

/** Before something is done for good: why it cannot be; nothing for who may. */
export function NoticeHere() {
  const part = usePagePart()
  return part === undefined ? null : <RightsNotice scope={part.scope} />
}
