/** The way into the quick search: a button, and Ctrl or Cmd with K anywhere. What is behind it loads when it is first wanted. */
import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'

const QuickSearch = lazy(() => import('./quick-search.tsx').then((module) => ({ default: module.QuickSearch })))

export function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <UnstyledButton className="search-button" onClick={onOpen} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={16} aria-hidden />
      <span>Search</span>
      <Kbd size="xs" aria-hidden>
        {/Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'}
      </Kbd>
    </UnstyledButton>
  )
}

export function SearchIconButton({ onOpen }: { onOpen: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Search" onClick={onOpen}>
      <IconSearch size={20} aria-hidden />
    </ActionIcon>
  )
}

export function SearchDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return isOpen ? (
    <Suspense fallback={null}>
      <QuickSearch onClose={onClose} />
    </Suspense>
  ) : null
}
