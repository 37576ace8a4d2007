/** Links inside the console: routes are checked by the compiler. */
import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { useReasonNotThere } from '../session/page-rights.tsx'

type Own<Props> = Omit<ComponentPropsWithRef<'a'>, keyof Props> & Props & { children?: ReactNode }

export const TextLink = createLink((props: Own<AnchorProps>) => <Anchor {...props} />)
/** To what the member may not do it leads nowhere, and says why. */
export const ButtonLink = createLink(({ href, onClick, ...props }: Own<ButtonProps>) => {
  const reason = useReasonNotThere(href)
  return reason === undefined ? (
    <Button component="a" href={href} onClick={onClick} {...props} />
  ) : (
    <Button component="a" role="link" aria-disabled data-disabled tabIndex={0} {...props} title={reason} />
  )
})
// The router would put a class of its own in place of it on the page that is open.
export const MenuLink = createLink((props: Own<NavLinkProps>) => <NavLink component="a" {...props} className="nav-link" />)
/** In the way around a part of the console. */
export const SettingsLink = createLink((props: ComponentPropsWithRef<'a'> & { children?: ReactNode }) => (
  <a {...props} className="settings-link">
    {props.children}
  </a>
))
/** A row of a list that opens beside it. */
export const InboxLink = createLink((props: ComponentPropsWithRef<'a'> & { children?: ReactNode }) => (
  <a {...props} className="inbox-row">
    {props.children}
  </a>
))
