/** What the API has against a field of a form, at its field. */
import { ApiError } from './request.ts'

/** Of a path, and of what is within it. */
export function findError(error: unknown): (path: string) => string | undefined {
  const errors = error instanceof ApiError ? error.errors : []
  return (path) => errors.find((one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`))?.message
}
