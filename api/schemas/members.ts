/** Members, their sessions and the links that let them in, as the API shows and takes them. */
import { z } from 'zod'
import type { Invitation } from '../../db/queries/members/invitations.ts'
import type { Member } from '../../db/queries/members/members.ts'
import type { LiveSession, Session } from '../../db/queries/members/sessions.ts'
import { type ApiScope, apiScopes, covers } from '../../domain/api-scopes.ts'
import { normaliseEmail } from '../../domain/email-addresses.ts'
import { formatId } from '../../domain/ids.ts'
import { findPasswordFault, longestPassword } from '../../domain/passwords.ts'
import { roles, scopesOf } from '../../domain/roles.ts'
import { Problem } from '../http/problems.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

export const role = z.enum(roles).meta({
  description:
    '`viewer` reads everything; `operator` runs campaigns, audiences, vouchers and imports; `owner` also settings, members, keys and erasure.',
})

export const memberEmail = z
  .string()
  .max(400)
  .refine((text) => normaliseEmail(text) !== undefined, { message: 'Not an email address', abort: true })
  .transform((text) => normaliseEmail(text) ?? '')
  .meta({ example: 'ada@example.com' })

export const memberName = z.string().trim().min(1).max(100)
/** As typed; what it must be is said once it is known whose it is. */
export const password = z
  .string()
  .min(1)
  .max(longestPassword * 4)

export const memberSchema = z
  .strictObject({
    id: formattedIdOf('member'),
    name: z.string(),
    email: z.string().nullable().meta({ description: 'Null for the owner of a local installation who has not said it yet.' }),
    role,
    hasPassword: z.boolean(),
    createdAt: formattedInstant,
    disabledAt: formattedInstant.nullable(),
    lastSeenAt: formattedInstant.nullable(),
  })
  .meta({ id: 'Member' })

export const signedInSchema = z
  .strictObject({
    member: memberSchema.pick({ id: true, name: true, email: true, role: true, hasPassword: true }),
    scopes: z.array(z.enum(apiScopes)).meta({ description: 'All that the member may do.' }),
    session: z.strictObject({ id: formattedIdOf('session'), expiresAt: formattedInstant }),
  })
  .meta({ id: 'SignedIn' })

export const sessionSchema = z
  .strictObject({
    id: formattedIdOf('session'),
    device: z.string().meta({ description: 'Browser and system.', example: 'Firefox on Linux' }),
    createdAt: formattedInstant,
    lastUsedAt: formattedInstant,
    expiresAt: formattedInstant.meta({ description: 'Whatever happens; a week after its last use it is over as well.' }),
    isThisOne: z.boolean(),
  })
  .meta({ id: 'Session' })

export const invitationSchema = z
  .strictObject({
    id: formattedIdOf('invitation'),
    email: z.string(),
    role,
    createdAt: formattedInstant,
    expiresAt: formattedInstant,
    hasExpired: z.boolean(),
  })
  .meta({ id: 'Invitation' })

const url = z.string().meta({ description: 'Lets in once whoever opens it. Shown this once.' })

export const createdInvitationSchema = z.strictObject({ ...invitationSchema.shape, url }).meta({ id: 'CreatedInvitation' })

export const passwordLinkSchema = z.strictObject({ url, expiresAt: formattedInstant }).meta({ id: 'PasswordLink' })

export const linkToken = z.string().max(200).meta({ description: 'What stands after the # of the link.' })

export const linkMailSchema = z
  .strictObject({
    to: z.string(),
    outcome: z.enum(['accepted', 'failed', 'retry', 'unknown']).meta({ description: '`accepted` where the provider has taken it over.' }),
    message: z.string(),
    advice: z.string().nullable(),
  })
  .meta({ id: 'LinkMail' })

/** @throws Problem 422 that names the field */
export function requireGoodPassword(text: string, path: string, of: { name: string; email: string | null }): void {
  const message = findPasswordFault(text, of)
  if (message !== undefined) throw new Problem('invalid_request', { errors: [{ path, message }] })
}

export function viewMember({ id, createdAt, disabledAt, lastSeenAt, ...member }: Member): z.input<typeof memberSchema> {
  return {
    id: formatId('member', id),
    ...member,
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }
}

export function viewSignedIn({ memberId, sessionId, expiresAt, ...member }: LiveSession): z.input<typeof signedInSchema> {
  const granted = scopesOf(member.role)
  return {
    member: { id: formatId('member', memberId), ...member },
    scopes: apiScopes.filter((scope: ApiScope) => covers(granted, scope)),
    session: { id: formatId('session', sessionId), expiresAt: expiresAt.toISOString() },
  }
}

export function viewSession(session: Session, ownId: string): z.input<typeof sessionSchema> {
  return {
    id: formatId('session', session.id),
    device: session.device,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    isThisOne: session.id === ownId,
  }
}

export function viewInvitation({ id, createdAt, expiresAt, ...invitation }: Invitation, at: Date): z.input<typeof invitationSchema> {
  return {
    id: formatId('invitation', id),
    ...invitation,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    hasExpired: expiresAt <= at,
  }
}
