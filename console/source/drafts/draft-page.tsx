/** The page of a draft: its name to be typed over, whether it is saved, and what to do where it could not be. */
import { Group } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { useMayHere } from '../session/page-rights.tsx'
import { EditableTitle } from '../ui/editable-title.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { SaveFailure, SaveState } from './save-state.tsx'
import type { Draft } from './use-draft.ts'

interface DraftPageProps<Fields> extends Draft<Fields>, Pick<ComponentProps<typeof EditableTitle>, 'placeholder' | 'missing'> {
  /** What the page is called while the draft has no name. */
  untitled: string
  status: ComponentProps<typeof Status>
  /** Between the status and whether it is saved. */
  detail?: ReactNode
  isReadOnly?: boolean
  actions: ReactNode
  /** The version that somebody else has saved. */
  readVersion: () => Promise<number>
  children: ReactNode
}

export function DraftPage<Fields extends { name: string }>({
  keeper,
  draft,
  untitled,
  status,
  detail,
  isReadOnly = false,
  actions,
  readVersion,
  children,
  ...title
}: DraftPageProps<Fields>) {
  const { name } = draft.fields
  const isLocked = !useMayHere() || isReadOnly
  // Every draft has a name, which the compiler does not see in a part of fields that it does not know.
  const rename = (typed: string) => keeper.change({ name: typed } as Partial<Fields>)
  return (
    <Page
      title={name === '' ? untitled : name}
      heading={<EditableTitle {...title} name={name} isReadOnly={isLocked} onChange={rename} />}
      description={
        <Group gap="md" className="meta-line">
          <Status {...status} />
          {detail}
          {isLocked ? null : <SaveState state={draft.state} />}
        </Group>
      }
      actions={actions}
    >
      <SaveFailure draft={draft} keeper={keeper} readVersion={readVersion} />
      {children}
    </Page>
  )
}
