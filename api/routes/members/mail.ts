/** Mailing a link to whom it is for, by who has made it and still has it. */
import { v7 as createUuid } from 'uuid'
import { z } from 'zod'
import { readLink } from '../../../db/queries/members/invitations.ts'
import { looksLikeToken } from '../../../db/queries/members/sessions.ts'
import { describeTest } from '../../../domain/channel-tests.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { mailLink } from '../../members/mail-link.ts'
import { linkMailSchema, linkToken } from '../../schemas/members.ts'
import { formatLink } from './link.ts'
import { requireReach } from './members.ts'

export const mailRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/invitations/mail',
    tag: 'Members',
    scope: 'members:write',
    summary: 'Mail a link that was just made to whom it is for, and answer with what the provider said',
    description:
      'An invitation, or a link for another password. The link itself is what shows that one may: only its hash is kept. It leaves through the email channel, as the store’s sender, outside of any campaign, once.',
    idempotencyKey: 'required',
    body: z.strictObject({ token: linkToken }),
    response: linkMailSchema,
    async handler({ body: { token }, caller, at, pool, dependencies: { config, tryChannel } }) {
      const isConfigured = config.channelSetups?.find(({ channel }) => channel === 'email')?.isConfigured === true
      if (!isConfigured || tryChannel === undefined) throw new Problem('channel_not_configured')
      const link = looksLikeToken(token) ? await readLink(pool, { token, at }) : undefined
      if (link === undefined) throw new Problem('invitation_not_valid')
      requireReach(caller, [link.kind === 'invitation' ? link.role : link.member.role])
      const mail = { link, url: formatLink(config.publicUrl, token), messageId: createUuid() }
      const { to, outcome, code } = await mailLink({ pool, tryChannel }, mail)
      return { to, outcome, ...describeTest('email', outcome, code) }
    },
  }),
]
