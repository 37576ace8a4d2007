/** What the list of imports is filtered by, and one import's refused rows, as their addresses say it. */
import { readSearchText } from '../http/search-text.ts'
import { importKinds, importStatuses, rejectionAdvice } from '../words/imports.ts'
import type { ImportJob, ImportRejection } from './import-queries.ts'

export interface ImportFilter {
  kind?: ImportJob['kind']
  status?: ImportJob['status']
  /** Dry runs alone, or none of them. */
  run?: 'dry' | 'real'
  q?: string
}

export const runs: Record<NonNullable<ImportFilter['run']>, string> = { real: 'Imports', dry: 'Dry runs' }

export function readImportFilter(search: Record<string, unknown>): ImportFilter {
  const { kind, status, run, q } = search
  return {
    ...(isOneOf(importKinds, kind) ? { kind } : {}),
    ...(isOneOf(importStatuses, status) ? { status } : {}),
    ...(isOneOf(runs, run) ? { run } : {}),
    ...readSearchText(q, 255),
  }
}

export interface RejectionFilter {
  code?: ImportRejection['code']
}

export function readRejectionFilter({ code }: Record<string, unknown>): RejectionFilter {
  return isOneOf(rejectionAdvice, code) ? { code } : {}
}

export interface PeopleFilter {
  /** Those whom it brought, unless it says otherwise. */
  status?: 'updated'
}

export function readPeopleFilter({ status }: Record<string, unknown>): PeopleFilter {
  return status === 'updated' ? { status } : {}
}

function isOneOf<Key extends string>(words: Record<Key, unknown>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(words, value)
}
