/** What the editors of groups take, where conditions hold groups and groups hold conditions. */
import type { ComponentType } from 'react'
import type { Scope } from './catalogue.ts'
import type { GroupNode } from './rule-tree.ts'

export interface GroupEditorProps {
  scope: Scope
  group: GroupNode
  title: string
  depth: number
  onChange: (group: GroupNode) => void
  /** The whole rule cannot be taken out. */
  onRemove?: () => void
}

export type GroupEditorComponent = ComponentType<GroupEditorProps>
