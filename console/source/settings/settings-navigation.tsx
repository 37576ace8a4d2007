/** The way around the settings: beside them where there is room, above them on a phone. A page of the settings is one line here. */
import { Text } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { SettingsLink } from '../ui/link.tsx'

export function SettingsNavigation() {
  const { pathname } = useLocation()
  const navigation = useRef<HTMLElement>(null)
  // On a phone they are in one line that is longer than the screen.
  useEffect(() => {
    navigation.current?.querySelector('[data-status="active"]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  return (
    <nav ref={navigation} className="settings-navigation" aria-label="Settings">
      <Heading>The store</Heading>
      <SettingsLink to="/settings" activeOptions={{ exact: true }}>
        Store
      </SettingsLink>
      <SettingsLink to="/settings/sender">Sender</SettingsLink>
      <SettingsLink to="/settings/channels">Channels</SettingsLink>
      <Heading>Campaigns</Heading>
      <SettingsLink to="/settings/contact-policy">Contact policy</SettingsLink>
      <SettingsLink to="/settings/vouchers">Vouchers</SettingsLink>
      <SettingsLink to="/settings/segments">Segments</SettingsLink>
      <Heading>Who may come in</Heading>
      <SettingsLink to="/settings/members">Members</SettingsLink>
      <SettingsLink to="/settings/api-keys">API keys</SettingsLink>
      <SettingsLink to="/settings/account">Your account</SettingsLink>
    </nav>
  )
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" fw={600} className="settings-heading">
      {children}
    </Text>
  )
}
