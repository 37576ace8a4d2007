/** The form of a promotion: what is given to whom, with which message, when; beside it whom it would reach and at what cost. */
import { Button, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconGift } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { AudienceForm } from '../../broadcasts/editor/audience-form.tsx'
import { ScheduleForm } from '../../campaigns/schedule-form.tsx'
import { ChannelMessagesForm } from '../../campaigns/channel-messages.tsx'
import { DurationInput } from '../../campaigns/duration-input.tsx'
import { OfferSelect } from '../../campaigns/offer-select.tsx'
import { DraftPage } from '../../drafts/draft-page.tsx'
import { useDraft } from '../../drafts/use-draft.ts'
import { FieldsHere } from '../../session/page-rights.tsx'
import { Section } from '../../ui/page.tsx'
import { promotionStatuses } from '../../words/promotions.ts'
import { LaunchDialog } from './launch-dialog.tsx'
import { PromotionBudget } from './promotion-budget.tsx'
import { PromotionLimits } from './promotion-limits.tsx'
import { PromotionPreflightPanel } from './promotion-preflight-panel.tsx'
import {
  changePromotion,
  type Promotion,
  type PromotionFields,
  promotionPreflightQuery,
  promotionQuery,
  readPromotion,
} from '../promotion-queries.ts'
import { ReminderForm } from './reminder-form.tsx'

export function PromotionEditor({ promotion }: { promotion: Promotion }) {
  const { id } = promotion
  const { keeper, draft } = useDraft<PromotionFields>(
    { fields: pickFields(promotion), version: promotion.version },
    { recordKey: promotionQuery(id).queryKey, save: (fields, version) => changePromotion(id, version, fields) },
  )
  const { fields, version } = draft
  const preflight = useQuery(promotionPreflightQuery(id, version))
  const [isLaunching, launching] = useDisclosure()
  const countFaults = (channel: string) =>
    (preflight.data?.checks ?? []).filter(
      ({ code, level, message }) => level === 'error' && code.startsWith('message') && message.startsWith(`${channel},`),
    ).length
  const launch = async () => {
    if (await keeper.flush()) launching.open()
  }
  return (
    <DraftPage
      keeper={keeper}
      draft={draft}
      untitled="Draft"
      placeholder="Name of the promotion"
      missing="A promotion needs a name"
      status={promotionStatuses.draft}
      actions={
        <Button leftSection={<IconGift size={16} aria-hidden />} onClick={() => void launch()}>
          Review and launch
        </Button>
      }
      readVersion={async () => (await readPromotion(id)).version}
    >
      <div className="split">
        <FieldsHere>
          <Stack gap="md">
            <Section title="What is given">
              <Stack>
                <OfferSelect
                  value={fields.offerId ?? ''}
                  onChange={(offerId) => keeper.change({ offerId: offerId === '' ? null : offerId })}
                />
                <PromotionBudget promotion={promotion} />
              </Stack>
            </Section>
            <Section title="Audience">
              <AudienceForm
                audience={fields.audience}
                references={promotion.references}
                preflight={preflight.data}
                onChange={(audience) => keeper.change({ audience })}
              />
            </Section>
            <Section title="Message">
              <Stack>
                <ChannelMessagesForm
                  channels={fields.channels}
                  messages={fields.messages}
                  hasVoucher
                  countFaults={countFaults}
                  onChange={(change) => keeper.change(change)}
                />
                <DurationInput
                  label="Try the next channel within"
                  description="When a receipt says within this time that a message could not be delivered."
                  value={fields.fallThroughWithin}
                  onChange={(fallThroughWithin) => {
                    // The API takes no half-typed duration: what is saved stays until it is one.
                    if (fallThroughWithin !== '') keeper.change({ fallThroughWithin })
                  }}
                />
              </Stack>
            </Section>
            <Section title="When">
              <ScheduleForm schedule={fields.schedule} onChange={(schedule) => keeper.change({ schedule })} />
            </Section>
            <Section title="Reminder">
              <ReminderForm
                reminder={fields.reminder}
                channels={fields.channels}
                messages={fields.messages}
                onChange={(reminder) => keeper.change({ reminder })}
              />
            </Section>
            <Section title="Limits">
              <PromotionLimits {...fields} onChange={(part) => keeper.change(part)} />
            </Section>
          </Stack>
        </FieldsHere>
        <Stack gap="md" className="aside">
          <Section title="Before it is launched">
            <PromotionPreflightPanel query={preflight} />
          </Section>
        </Stack>
      </div>
      <LaunchDialog isOpen={isLaunching} onClose={launching.close} promotion={promotion} fields={fields} preflight={preflight} />
    </DraftPage>
  )
}

function pickFields(promotion: Promotion): PromotionFields {
  const { name, offerId, audience, channels, messages, schedule, fallThroughWithin, reminder, holdoutPercent, expiresAt } = promotion
  return { name, offerId, audience, channels, messages, schedule, fallThroughWithin, reminder, holdoutPercent, expiresAt }
}
