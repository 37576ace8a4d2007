/** Tabs in one line that moves sideways where it is too long: the one that is open is always in sight. */
import { Tabs } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

export function TabList({ open, children }: { open: string; children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const [own, tab] = [list.current, list.current?.querySelector<HTMLElement>('[aria-selected="true"]')]
    // The page itself stays where it is.
    if (own !== null && tab) own.scrollLeft = tab.offsetLeft - (own.clientWidth - tab.offsetWidth) / 2
  }, [open])
  return <Tabs.List ref={list}>{children}</Tabs.List>
}
