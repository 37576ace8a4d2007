/** The form of a broadcast: message, audience and time on one side, how it will look and whom it will reach on the other. */
import { Button, Group, Stack, Text, TextInput, Title, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Page, Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { broadcastStatuses, channelLabels } from '../../words/broadcasts.ts'
import { type Broadcast, broadcastQuery, changeDraft, preflightQuery, previewQuery } from '../broadcast-queries.ts'
import { AudienceForm } from './audience-form.tsx'
import { createDraftKeeper } from './draft-keeper.ts'
import { LimitsForm } from './limits-form.tsx'
import { MessageForm } from './message-form.tsx'
import { PreflightPanel } from './preflight-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { SaveFailure, SaveState } from './save-state.tsx'
import { ScheduleForm } from './schedule-form.tsx'
import { SendDialog } from './send-dialog.tsx'
import { TestDialog } from './test-dialog.tsx'

export function DraftEditor({ broadcast }: { broadcast: Broadcast }) {
  const { id } = broadcast
  const client = useQueryClient()
  const [keeper] = useState(() =>
    createDraftKeeper(broadcast, {
      async save(fields, version) {
        const saved = await changeDraft(id, version, fields)
        client.setQueryData(broadcastQuery(id).queryKey, saved)
        return saved
      },
    }),
  )
  const draft = useSyncExternalStore(keeper.subscribe, keeper.read)
  const { fields, version } = draft
  const [customerId, setCustomerId] = useState<string | null>(null)
  const preview = useQuery(previewQuery(id, version, customerId))
  const preflight = useQuery(preflightQuery(id, version))
  const [isSending, sending] = useDisclosure()
  const [isTesting, testing] = useDisclosure()

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.read().state !== 'saved') event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    return () => {
      removeEventListener('beforeunload', warn)
      void keeper.flush()
    }
  }, [keeper])

  const open = async (dialog: { open: () => void }) => {
    if (await keeper.flush()) dialog.open()
  }
  return (
    <Page
      title={fields.name === '' ? 'Draft' : fields.name}
      heading={
        <>
          <VisuallyHidden>
            <Title order={1}>{fields.name}</Title>
          </VisuallyHidden>
          <TextInput
            aria-label="Name"
            variant="unstyled"
            value={fields.name}
            onChange={(event) => keeper.change({ name: event.currentTarget.value })}
            placeholder="Name of the broadcast"
            error={fields.name.trim() === '' ? 'A broadcast needs a name' : undefined}
            maxLength={200}
            styles={{ input: { fontSize: '1.5rem', fontWeight: 600, height: '2.25rem', minHeight: 0 } }}
          />
        </>
      }
      description={
        <Group gap="md">
          <Status {...broadcastStatuses.draft} />
          <Text span size="sm">
            {channelLabels[fields.message.channel]}
          </Text>
          <SaveState draft={draft} />
        </Group>
      }
      actions={
        <>
          <Button variant="default" onClick={() => void open(testing)}>
            Send a test
          </Button>
          <Button leftSection={<IconSend size={16} aria-hidden />} onClick={() => void open(sending)}>
            Review and send
          </Button>
        </>
      }
    >
      <SaveFailure id={id} draft={draft} keeper={keeper} />
      <div className="split">
        <Stack gap="md">
          <Section title="Message">
            <MessageForm
              message={fields.message}
              problems={preview.data?.problems ?? []}
              onChange={(message) => keeper.change({ message })}
            />
          </Section>
          <Section title="Audience">
            <AudienceForm
              audience={fields.audience}
              references={broadcast.references}
              preflight={preflight.data}
              onChange={(audience) => keeper.change({ audience })}
            />
          </Section>
          <Section title="When">
            <ScheduleForm schedule={fields.schedule} onChange={(schedule) => keeper.change({ schedule })} />
          </Section>
          <Section title="Limits">
            <LimitsForm {...fields} onChange={(part) => keeper.change(part)} />
          </Section>
        </Stack>
        <Stack gap="md" className="aside">
          <Section title="Preview">
            <PreviewPanel query={preview} customerId={customerId} onCustomer={setCustomerId} message={fields.message} />
          </Section>
          <Section title="Before it is sent">
            <PreflightPanel query={preflight} />
          </Section>
        </Stack>
      </div>
      <SendDialog isOpen={isSending} onClose={sending.close} id={id} fields={fields} preflight={preflight} />
      <TestDialog isOpen={isTesting} onClose={testing.close} id={id} channel={fields.message.channel} customerId={customerId} />
    </Page>
  )
}
