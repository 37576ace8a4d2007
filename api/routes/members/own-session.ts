/** Whose session a request came with. */
import type { LiveSession } from '../../../db/queries/members/sessions.ts'
import { Problem } from '../../http/problems.ts'
import type { Caller } from '../../http/routes.ts'

/** @throws Problem 403 for an API key */
export function requireSession({ session }: Caller): LiveSession {
  if (session === undefined) throw new Problem('members_only')
  return session
}
