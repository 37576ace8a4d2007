/** Where the lines between the segments are. A change shows who would move, and only then can be applied. */
import { Alert, Button, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { ApiError } from '../http/request.ts'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { MoveSection } from './move-section.tsx'
import { SettingsPage } from './settings-page.tsx'
import { ParameterFields, type TypedSettings } from './parameter-fields.tsx'
import {
  changeSegmentSettings,
  type SegmentSettings,
  segmentSettingsQuery,
  type SettingsChange,
  settingsPreviewQuery,
  type VersionedSettings,
} from './segment-settings-queries.ts'
import { VersionSection } from './version-section.tsx'

export function SegmentSettingsPage() {
  const { data, error, refetch } = useQuery(segmentSettingsQuery)
  if (data === undefined)
    return (
      <SettingsPage title="Segments’ settings">
        <NotLoaded error={error} refetch={refetch} />
      </SettingsPage>
    )
  return <Form settings={data} />
}

function Form({ settings: { value, version } }: { settings: VersionedSettings }) {
  const [typed, setTyped] = useState<TypedSettings>(value)
  /** Whose preview was asked for; another change is another question. */
  const [asked, setAsked] = useState<SettingsChange>()
  const cache = useQueryClient()
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const changes = findChanges(value, typed)
  const isChanged = Object.keys(changes).length > 0
  const isComplete = Object.values(typed).every((one) => typeof one === 'number')
  const isAsked = asked !== undefined && JSON.stringify(asked) === JSON.stringify(changes)
  const preview = useQuery({ ...settingsPreviewQuery(changes), enabled: isChanged && isAsked })
  const applying = useMutation({
    mutationFn: () => changeSegmentSettings(changes),
    onSuccess: async (saved) => {
      cache.setQueryData(segmentSettingsQuery.queryKey, saved)
      setTyped(saved.value)
      notifications.show({ title: `Version ${saved.version} is in force`, message: 'The segments are being brought up to date.' })
      await cache.invalidateQueries({ queryKey: segmentsQuery.queryKey })
    },
  })
  const isPreviewed = isAsked && preview.isSuccess
  return (
    <SettingsPage
      title="Segments’ settings"
      description={`Where the lines between the segments are. Version ${version} is in force.`}
      actions={
        <>
          <Button variant="default" disabled={!isChanged} onClick={() => setTyped(value)}>
            Undo changes
          </Button>
          <Button
            variant={isPreviewed ? 'default' : 'filled'}
            disabled={!isChanged || !isComplete}
            loading={isAsked && preview.isFetching}
            onClick={() => setAsked(changes)}
          >
            See who would move
          </Button>
          <Button disabled={!isChanged || !isPreviewed} loading={applying.isPending} onClick={() => applying.mutate()}>
            Apply
          </Button>
        </>
      }
    >
      {applying.isError ? <ProblemAlert error={applying.error} title="It could not be applied" /> : null}
      {isAsked && preview.isError ? <ProblemAlert error={preview.error} title="This could not be looked at" /> : null}
      <div className="split">
        <Stack>
          <ParameterFields typed={typed} inForce={value} errors={isAsked ? readErrors(preview.error) : []} onChange={setTyped} />
        </Stack>
        <Stack className="aside">
          {isPreviewed ? (
            <MoveSection preview={preview.data} known={segments} />
          ) : (
            <Alert variant="outline" title={isChanged ? 'Changed, and not applied' : 'Nothing is changed'}>
              <Text size="sm">
                {isChanged
                  ? 'See who would move; then it can be applied.'
                  : 'Change a number, see who would move by it, and then apply it.'}
              </Text>
            </Alert>
          )}
          <VersionSection version={version} />
        </Stack>
      </div>
    </SettingsPage>
  )
}

function findChanges(inForce: SegmentSettings, typed: TypedSettings): SettingsChange {
  const fields = Object.keys(inForce) as (keyof SegmentSettings)[]
  const changed = fields.filter((field) => typed[field] !== inForce[field])
  return Object.fromEntries(changed.map((field) => [field, typed[field]]))
}

function readErrors(error: unknown) {
  return error instanceof ApiError ? error.errors : []
}
