/** The form of a broadcast: message, audience and time on one side, how it will look and whom it will reach on the other. */
import { Button, Stack, Text } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messagePreviewQuery } from '../../campaigns/message-preview-query.ts'
import { ScheduleForm } from '../../campaigns/schedule-form.tsx'
import { DraftPage } from '../../drafts/draft-page.tsx'
import { useDraft } from '../../drafts/use-draft.ts'
import { FieldsHere } from '../../session/page-rights.tsx'
import { Section } from '../../ui/page.tsx'
import { broadcastStatuses, channelLabels } from '../../words/broadcasts.ts'
import { type Broadcast, broadcastQuery, changeDraft, type DraftFields, preflightQuery, readBroadcast } from '../broadcast-queries.ts'
import { AudienceForm } from './audience-form.tsx'
import { LimitsForm } from './limits-form.tsx'
import { MessageForm } from './message-form.tsx'
import { PreflightPanel } from './preflight-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { SendDialog } from './send-dialog.tsx'
import { TestDialog } from './test-dialog.tsx'

/** It is shown as it is typed, saved or not. */
const previewAfterMs = 200

export function DraftEditor({ broadcast }: { broadcast: Broadcast }) {
  const { id } = broadcast
  const { name, message, audience, schedule, holdoutPercent, maxMessages } = broadcast
  const { keeper, draft } = useDraft<DraftFields>(
    { fields: { name, message, audience, schedule, holdoutPercent, maxMessages }, version: broadcast.version },
    { recordKey: broadcastQuery(id).queryKey, save: (fields, version) => changeDraft(id, version, fields) },
  )
  const { fields, version } = draft
  const [customerId, setCustomerId] = useState<string | null>(null)
  const [typed] = useDebouncedValue(fields.message, previewAfterMs)
  const preview = useQuery(messagePreviewQuery({ message: typed, customerId, hasVoucher: false }))
  const preflight = useQuery(preflightQuery(id, version))
  const [isSending, sending] = useDisclosure()
  const [isTesting, testing] = useDisclosure()

  const open = async (dialog: { open: () => void }) => {
    if (await keeper.flush()) dialog.open()
  }
  return (
    <DraftPage
      keeper={keeper}
      draft={draft}
      untitled="Draft"
      placeholder="Name of the broadcast"
      missing="A broadcast needs a name"
      status={broadcastStatuses.draft}
      detail={
        <Text span size="sm">
          {channelLabels[fields.message.channel]}
        </Text>
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
      readVersion={async () => (await readBroadcast(id)).version}
    >
      <div className="split">
        <FieldsHere>
          <Stack gap="md">
            <Section title="Message">
              <MessageForm message={fields.message} preview={preview.data} onChange={(message) => keeper.change({ message })} />
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
        </FieldsHere>
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
    </DraftPage>
  )
}
