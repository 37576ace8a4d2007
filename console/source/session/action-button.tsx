/** The button of an action: it waits while the action is under way, and is out of use, with the reason, for who may not. */
import { Button, type ButtonProps } from '@mantine/core'
import type { ComponentPropsWithRef } from 'react'
import { OutOfUse } from './rights.tsx'
import type { Action } from './use-action.ts'

interface ActionButtonProps extends ButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> {
  action: Pick<Action, 'isPending' | 'reasonNot'>
}

export function ActionButton({ action: { isPending, reasonNot }, disabled, ...button }: ActionButtonProps) {
  return (
    <OutOfUse reason={reasonNot}>
      <Button loading={isPending} disabled={disabled === true || reasonNot !== undefined} {...button} />
    </OutOfUse>
  )
}
