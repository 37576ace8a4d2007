/** A link that lets somebody in, by email: a message of the system, through the channel's own sender and outside of any campaign (docs/decisions/0410-links-by-mail.md). */
import { isSuppressed } from '../../db/queries/broadcast-report/read-rendered-customer.ts'
import type { OpenLink } from '../../db/queries/members/invitations.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Pool } from '../../db/client.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import { formatMailbox } from '../../messages/render.ts'
import type { ChannelTrial, TrialAnswer } from '../dependencies.ts'
import { Problem } from '../http/problems.ts'

export interface LinkMail {
  link: OpenLink
  url: string
  /** UUID: the same is the same message to the provider. */
  messageId: string
}

/** @throws Problem for a member without an address, and for one that is suppressed */
export async function mailLink(
  { pool, tryChannel }: { pool: Pool; tryChannel: ChannelTrial },
  { link, url, messageId }: LinkMail,
): Promise<TrialAnswer & { to: string }> {
  const to = link.kind === 'invitation' ? link.email : link.member.email
  if (to === null) throw new Problem('member_without_address')
  if (await isSuppressed(pool, 'email', to)) throw new Problem('address_suppressed')
  const { value: store } = await readSettings(pool, 'store')
  const { subject, lines } = writeLink(link, store)
  const answer = await tryChannel({
    channel: 'email',
    testId: messageId,
    content: {
      from: formatMailbox(store.sender),
      ...(store.replyTo === null ? {} : { replyTo: store.replyTo }),
      to,
      subject,
      html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${lines
        .map((line) => `<p>${escapeHtml(line)}</p>`)
        .join('')}<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p></body></html>`,
      text: [...lines, url].join('\n\n'),
      headers: {},
    },
  })
  return { to, ...answer }
}

function writeLink(link: OpenLink, { name: store, timeZone }: StoreSettings): { subject: string; lines: string[] } {
  const until = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(link.expiresAt)
  const once = `The link works once, until ${until} (${timeZone}). If you did not expect it, leave it alone.`
  if (link.kind === 'password')
    return {
      subject: `Another password for the marketing of ${store}`,
      lines: [`${link.member.name}, with this link you choose another password for Regulars, the marketing of ${store}.`, once],
    }
  const role = link.role === 'viewer' ? 'a viewer' : `an ${link.role}`
  return {
    subject: `You are invited to the marketing of ${store}`,
    lines: [`You are invited to Regulars, the marketing of ${store}, as ${role}. With this link you choose your name and password.`, once],
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
