/** Where the lines between the segments are. A change shows who would move, and only then can be applied. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { ApiError } from '../http/request.ts'
import { ActionButton } from '../session/action-button.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { MoveSection } from './move-section.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { SaveBar } from './save-bar.tsx'
import { findUnread, parameterWords } from './segment-parameters.ts'
import { type SegmentSettings, type SettingsChange, settingsPreviewQuery } from './segment-settings-queries.ts'
import { SettingsPage } from './settings-page.tsx'
import { settingsQuery, type Versioned } from './settings-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'
import { VersionSection } from './version-section.tsx'

export function SegmentSettingsPage() {
  const { data, error, refetch } = useQuery(settingsQuery('segments'))
  return (
    <SettingsPage
      title="Segments’ settings"
      description={data === undefined ? undefined : `Where the lines between the segments are. Version ${data.version} is in force.`}
    >
      {data === undefined ? <NotLoaded error={error} refetch={refetch} /> : <Form loaded={data} />}
    </SettingsPage>
  )
}

/** Of which change it was asked who would move, and upon which version: another change is another question. */
interface Question {
  changes: SettingsChange
  version: number
}

function Form({ loaded }: { loaded: Versioned<SegmentSettings> }) {
  const cache = useQueryClient()
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const form = useSettingsForm('segments', loaded, findUnread, async ({ version }) => {
    notifications.show({ title: `Version ${version} is in force`, message: 'The segments are being brought up to date.' })
    await cache.invalidateQueries({ queryKey: segmentsQuery.queryKey })
  })
  const question: Question = { changes: form.changes, version: form.inForce.version }
  const [asked, setAsked] = useState<Question>()
  const isAsked = asked !== undefined && JSON.stringify(asked) === JSON.stringify(question)
  const preview = useQuery({ ...settingsPreviewQuery(question), enabled: form.canSave && isAsked })
  const refused = isAsked && preview.error instanceof ApiError ? preview.error.errors : []
  const isOpen = isAsked && preview.isSuccess && form.theirs === undefined
  return (
    <>
      {isAsked && preview.isError ? <ProblemAlert error={preview.error} title="This could not be looked at" /> : null}
      <ParameterFields form={form} refused={refused} />
      <VersionSection version={form.inForce.version} />
      <SaveBar
        form={form}
        words={parameterWords}
        effect="The segments are being brought up to date."
        save={
          <Button
            disabled={!form.canSave || form.theirs !== undefined}
            loading={isAsked && preview.isFetching}
            onClick={() => setAsked(question)}
          >
            See who would move
          </Button>
        }
      />
      <Modal opened={isOpen} onClose={() => setAsked(undefined)} size="lg" title={<Text fw={600}>Who would move</Text>}>
        <Stack>
          {preview.data === undefined ? null : <MoveSection preview={preview.data} known={segments} />}
          {form.failure === undefined ? null : <ProblemAlert error={form.failure} title="It could not be applied" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(undefined)}>
              Not now
            </Button>
            <ActionButton action={form.action} onClick={form.save}>
              Apply
            </ActionButton>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
