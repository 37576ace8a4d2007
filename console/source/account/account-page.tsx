/** Oneself: name and address, password, and where one is signed in. */
import { useSignedIn } from '../session/session-queries.ts'
import { roleWords } from '../members/role-words.ts'
import { SettingsPage } from '../settings/settings-page.tsx'
import { Section } from '../ui/page.tsx'
import { DetailsForm } from './details-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SessionList } from './session-list.tsx'

export function AccountPage() {
  const member = useSignedIn()?.member
  if (member === undefined) return null
  const { label, meaning } = roleWords[member.role]
  return (
    <SettingsPage title="Your account" description={`${label}: ${meaning}.`}>
      <Section title="About you">
        <DetailsForm member={member} />
      </Section>
      <Section title="Password">
        <PasswordForm member={member} />
      </Section>
      <Section title="Where you are signed in">
        <SessionList />
      </Section>
    </SettingsPage>
  )
}
