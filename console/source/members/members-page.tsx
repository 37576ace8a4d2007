/** Who may sign in, and as what. Owners invite by a link, which they hand on or have mailed. */
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SettingsPage } from '../settings/settings-page.tsx'
import { aRole, RightsNotice, useMay } from '../session/rights.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'
import { formatInstant } from '../words/instants.ts'
import { InvitationTable } from './invitation-table.tsx'
import { InviteForm } from './invite-form.tsx'
import { type CreatedInvitation, invitationsPath, invitationsQuery, type Member, memberList, type PasswordLink } from './member-queries.ts'
import { MailLink } from './mail-link.tsx'
import { MemberTable } from './member-table.tsx'
import { roleWords } from './role-words.ts'

type Shown = { kind: 'invitation'; made: CreatedInvitation } | { kind: 'password'; member: Member; made: PasswordLink }

export function MembersPage() {
  const cache = useQueryClient()
  const timeZone = useTimeZone()
  const mayChange = useMay('members:write')
  const members = useInfiniteQuery(memberList)
  const invitations = useQuery(invitationsQuery).data?.data ?? []
  const [shown, setShown] = useState<Shown>()
  const to = shown === undefined ? null : shown.kind === 'invitation' ? shown.made.email : shown.member.email
  const close = () => setShown(undefined)
  return (
    <SettingsPage title="Members" description="Who may sign in to this console, and what they may do.">
      <RightsNotice scope="members:write" />
      {shown === undefined ? null : (
        <ShownOnce
          title={shown.kind === 'invitation' ? `A link for ${shown.made.email}` : `A link for ${shown.member.name}`}
          label="Link"
          value={shown.made.url}
          actions={to === null ? null : <MailLink key={shown.made.url} url={shown.made.url} to={to} />}
          onClose={close}
        >
          {shown.kind === 'invitation'
            ? `Give it to them: it is shown this once, and makes whoever opens it ${aRole(shown.made.role)}. It works once, until ${formatInstant(shown.made.expiresAt, timeZone)}.`
            : `Give it to them: it is shown this once, and whoever opens it chooses another password. It works once, until ${formatInstant(shown.made.expiresAt, timeZone)}.`}
        </ShownOnce>
      )}
      {mayChange ? (
        <Section title="Invite somebody">
          <InviteForm
            onInvited={(made) => {
              setShown({ kind: 'invitation', made })
              void cache.invalidateQueries({ queryKey: [invitationsPath] })
            }}
          />
        </Section>
      ) : null}
      {invitations.length === 0 ? null : (
        <Section title="Invited" isFlush>
          <InvitationTable invitations={invitations} />
        </Section>
      )}
      <Section title="Members" isFlush>
        <CursorList query={members} empty={<Empty title="No members yet">Whoever is invited appears here.</Empty>}>
          {(rows) => <MemberTable members={rows} onLink={(member, made) => setShown({ kind: 'password', member, made })} />}
        </CursorList>
      </Section>
      <Stack gap={2}>
        {Object.values(roleWords).map(({ label, meaning }) => (
          <Text key={label} size="xs" c="dimmed">
            <strong>{label}</strong>: {meaning}.
          </Text>
        ))}
      </Stack>
    </SettingsPage>
  )
}
