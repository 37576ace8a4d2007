/** Links inside the console: routes are checked by the compiler. */
import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef, ReactNode } from 'react'

type Own<Props> = Omit<ComponentPropsWithRef<'a'>, keyof Props> & Props & { children?: ReactNode }

export const TextLink = createLink((props: Own<AnchorProps>) => <Anchor {...props} />)
export const ButtonLink = createLink((props: Own<ButtonProps>) => <Button component="a" {...props} />)
export const MenuLink = createLink((props: Own<NavLinkProps>) => <NavLink component="a" className="nav-link" {...props} />)
