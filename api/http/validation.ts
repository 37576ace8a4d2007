/** Zod's issues as the API's field errors. Paths read like code: `customers[3].email`. */
import type { z } from 'zod'
import type { FieldError } from './problems.ts'
import { Problem } from './problems.ts'

export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return path === '' ? String(key) : `${path}.${String(key)}`
}

/** One error for each unknown key and each wrong value. `base` goes before every path. */
export function listFieldErrors(error: z.core.$ZodError, base = ''): FieldError[] {
  return error.issues.flatMap((issue) => flattenIssue(issue, base))
}

function flattenIssue(issue: z.core.$ZodIssue, base: string): FieldError[] {
  const path = issue.path.reduce<string>(joinPath, base)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: joinPath(path, key), message: 'Unknown field' }))
  if (issue.code === 'invalid_key') return [{ path, message: 'The key is not accepted' }]
  return [{ path, message: issue.message }]
}

/** @throws Problem `invalid_request` */
export function parseOrRefuse<S extends z.ZodType>(schema: S, value: unknown, base = ''): z.output<S> {
  const result = schema.safeParse(value)
  if (!result.success) throw new Problem('invalid_request', { errors: listFieldErrors(result.error, base) })
  return result.data
}
