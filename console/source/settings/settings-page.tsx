/** The frame of every page of the settings: one place, with a way around it. */
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Page } from '../ui/page.tsx'
import './settings.css'
import { SettingsNavigation } from './settings-navigation.tsx'

interface SettingsPageProps {
  title: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function SettingsPage({ title, description, actions, children }: SettingsPageProps) {
  return (
    <div className="settings">
      <SettingsNavigation />
      <div className="settings-content">
        <Page title={title} description={description} actions={actions}>
          <Stack>{children}</Stack>
        </Page>
      </div>
    </div>
  )
}
