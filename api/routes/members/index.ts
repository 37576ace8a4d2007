/** Members: the first owner, signing in, oneself, the others, and how they come in. */
import { accountRoutes } from './account.ts'
import { invitationRoutes } from './invitations.ts'
import { mailRoutes } from './mail.ts'
import { memberRoutes as changingMembers } from './members.ts'
import { sessionRoutes } from './session.ts'
import { setupRoutes } from './setup.ts'

export const memberRoutes = [...setupRoutes, ...sessionRoutes, ...accountRoutes, ...changingMembers, ...invitationRoutes, ...mailRoutes]
