/** The reminder to those who have not used their voucher shortly before it ends; or none. */
import { Stack, Switch } from '@mantine/core'
import type { ChannelMessages } from '../../campaigns/channel-messages.tsx'
import { ChannelMessagesForm } from '../../campaigns/channel-messages.tsx'
import { DurationInput } from '../../campaigns/duration-input.tsx'
import type { Promotion } from '../promotion-queries.ts'

type Reminder = Promotion['reminder']

interface ReminderFormProps extends ChannelMessages {
  reminder: Reminder
  onChange: (reminder: Reminder) => void
}

export function ReminderForm({ reminder, channels, messages, onChange }: ReminderFormProps) {
  return (
    <Stack>
      <Switch
        label="Remind those who have not used their voucher"
        checked={reminder !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? { before: '48h', channels, messages } : null)}
      />
      {reminder === null ? null : (
        <>
          <DurationInput
            label="Before the voucher ends"
            description="Whoever got it later than that is not reminded."
            value={reminder.before}
            onChange={(before) => {
              if (before !== '') onChange({ ...reminder, before })
            }}
          />
          <ChannelMessagesForm
            channels={reminder.channels}
            messages={reminder.messages}
            hasVoucher
            countFaults={() => 0}
            onChange={(change) => onChange({ ...reminder, ...change })}
          />
        </>
      )}
    </Stack>
  )
}
