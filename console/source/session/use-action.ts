/**
 * Everything that is done by pressing a button, with the right that it takes: what the member may not do never leaves the page. The console's only
 * `useMutation`, so that no action is without its right; action-button.tsx is the button that says why not.
 */
import { useMutation, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query'
import { ApiError } from '../http/request.ts'
import { useScopeHere } from './page-rights.tsx'
import { useReasonNot } from './rights.tsx'
import type { Scope } from './session-queries.ts'

/** `here`: what the page takes that it is on. `anyone`: what is the member's own, or of who is not in yet. */
export type Right = Scope | 'here' | 'anyone'

export type Action<Data = unknown, Variables = void> = UseMutationResult<Data, Error, Variables> & {
  /** Why the member may not; undefined for who may. */
  reasonNot: string | undefined
}

export type ActionOptions<Data, Variables> = UseMutationOptions<Data, Error, Variables> & {
  mutationFn: NonNullable<UseMutationOptions<Data, Error, Variables>['mutationFn']>
}

export function useAction<Data, Variables = void>(right: Right, options: ActionOptions<Data, Variables>): Action<Data, Variables> {
  const scopeHere = useScopeHere()
  const reasonNot = useReasonNot(right === 'here' ? scopeHere : right === 'anyone' ? undefined : right)
  const mutation = useMutation({
    ...options,
    async mutationFn(variables, context) {
      if (reasonNot !== undefined) throw new ApiError(403, 'missing_scope', reasonNot)
      return options.mutationFn(variables, context)
    },
  })
  return { ...mutation, reasonNot }
}
