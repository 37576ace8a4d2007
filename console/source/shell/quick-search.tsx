/** Goes anywhere from the keyboard: pages by their words, campaigns, audiences and customers by their name. */
import { Box, Kbd, Modal, ScrollArea, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { findPages, recordsQuery, type SearchEntry } from './search-entries.ts'

const searchAfterMs = 200
/** One letter is in everybody's name. */
const shortestSearch = 2

export function QuickSearch({ onClose }: { onClose: () => void }) {
  const listId = useId()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const [searched] = useDebouncedValue(typed.trim(), searchAfterMs)
  const isSearching = searched.length >= shortestSearch
  const records = useQuery({ ...recordsQuery(searched), enabled: isSearching })
  // Only what was found for what is typed now.
  const found = isSearching && searched === typed.trim() ? (records.data ?? []) : []
  const entries = [...findPages(typed, true), ...found, ...findPages(typed, false)]
  const active = entries[Math.min(chosen, entries.length - 1)]
  useEffect(() => {
    if (active !== undefined) document.querySelector(`#${CSS.escape(idOf(listId, active))}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, listId])
  const open = (entry: SearchEntry) => {
    onClose()
    entry.open(navigate)
  }
  const steer = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && active !== undefined) open(active)
    else if (event.key === 'ArrowDown') setChosen(Math.min(chosen + 1, entries.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(Math.min(chosen, entries.length - 1) - 1, 0))
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Go to"
      centered={false}
      yOffset="12vh"
      padding={0}
      classNames={{ header: 'quick-search-header' }}
      withCloseButton={false}
    >
      <TextInput
        data-autofocus
        variant="unstyled"
        size="md"
        px="md"
        py={6}
        leftSection={<IconSearch size={18} aria-hidden />}
        placeholder="Page, campaign, audience or customer"
        aria-label="Search for a page, a campaign, an audience or a customer"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : idOf(listId, active)}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={steer}
      />
      <ScrollArea.Autosize mah="55vh" type="auto" style={{ borderTop: '1px solid var(--line)' }}>
        <Box id={listId} role="listbox" aria-label="Found" p="xs">
          {entries.map((entry, place) => (
            <Box key={`${entry.group} ${entry.key}`}>
              {entries[place - 1]?.group === entry.group ? null : (
                <Text size="xs" c="dimmed" fw={600} px="sm" pt={6} pb={2} aria-hidden>
                  {entry.group}
                </Text>
              )}
              <div
                id={idOf(listId, entry)}
                role="option"
                tabIndex={-1}
                aria-selected={entry === active}
                aria-label={`${entry.label}, ${entry.group}`}
                className="search-option"
                onClick={() => open(entry)}
                onKeyDown={steer}
                onMouseMove={() => setChosen(place)}
              >
                <span>{entry.label}</span>
                {entry.hint === null ? null : (
                  <Text span size="xs" c="dimmed">
                    {entry.hint}
                  </Text>
                )}
              </div>
            </Box>
          ))}
        </Box>
        {entries.length > 0 ? null : (
          <Text size="sm" c="dimmed" p="md" role="status">
            {isSearching && records.isFetching ? 'Searching…' : 'Nothing by these words.'}
          </Text>
        )}
      </ScrollArea.Autosize>
      <Text size="xs" c="dimmed" px="md" py={6} style={{ borderTop: '1px solid var(--line)' }} visibleFrom="sm">
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> to choose, <Kbd size="xs">Enter</Kbd> to open, <Kbd size="xs">Esc</Kbd> to close
      </Text>
    </Modal>
  )
}

function idOf(listId: string, { group, key }: SearchEntry): string {
  return `${listId}-${group}-${key}`.replaceAll(/[^\w-]/g, '_')
}
