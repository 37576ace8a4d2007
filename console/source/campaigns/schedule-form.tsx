/** When it leaves: at once, at a moment, or when clocks show a time where each recipient is. */
import { Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTimeZone } from '../store/store-settings.ts'
import { formatInstant, fromWallTime, toWallTime } from '../words/instants.ts'
import type { Schedule } from '../broadcasts/broadcast-queries.ts'

const hourMs = 3_600_000

export function ScheduleForm({ schedule, onChange }: { schedule: Schedule; onChange: (schedule: Schedule) => void }) {
  const timeZone = useTimeZone()
  const choose = (kind: string) => onChange(startSchedule(kind, timeZone))
  return (
    <Stack>
      <Radio.Group aria-label="When it is sent" value={schedule.kind} onChange={choose}>
        <Stack gap="xs">
          <Radio value="now" label="At once, when I send it" />
          <Radio value="at" label="At a set moment" description={`The same moment for everyone, in the store’s time zone (${timeZone})`} />
          <Radio value="local" label="At a local time" description="When clocks show this time where each recipient lives" />
        </Stack>
      </Radio.Group>
      {schedule.kind === 'at' ? <AtInput at={schedule.at} timeZone={timeZone} onChange={(at) => onChange({ kind: 'at', at })} /> : null}
      {schedule.kind === 'local' ? (
        <Group gap="xs">
          <TextInput
            type="date"
            label="Date"
            value={schedule.date}
            onChange={(event) => event.currentTarget.value && onChange({ ...schedule, date: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="Time"
            value={schedule.time}
            onChange={(event) => event.currentTarget.value && onChange({ ...schedule, time: event.currentTarget.value.slice(0, 5) })}
          />
        </Group>
      ) : null}
      {schedule.kind === 'local' ? (
        <Text size="sm" c="dimmed">
          {describeLocal(schedule, timeZone)}
        </Text>
      ) : null}
    </Stack>
  )
}

/** Where clocks show a time first, and where last. */
const [firstZone, lastZone] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago']

/** From when until when that is, as the store's clocks show it. */
function describeLocal({ date, time }: Extract<Schedule, { kind: 'local' }>, timeZone: string): string {
  const [first, last] = [firstZone, lastZone].map((zone) => fromWallTime(`${date}T${time}`, zone))
  if (first === undefined || last === undefined) return ''
  return `It leaves between ${formatInstant(first, timeZone)} and ${formatInstant(last, timeZone)} of ${timeZone}, as ${time} comes to each recipient’s own zone: that of their profile, else of their phone’s country, else the store’s.`
}

/** A half-typed time is no instant yet: it is kept here until it is. */
function AtInput({ at, timeZone, onChange }: { at: string; timeZone: string; onChange: (at: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const change = (value: string) => {
    setTyped(value)
    const instant = fromWallTime(value, timeZone)
    if (instant !== undefined) onChange(instant)
  }
  return (
    <TextInput
      type="datetime-local"
      label={`Date and time in ${timeZone}`}
      value={typed ?? toWallTime(at, timeZone)}
      onChange={(event) => change(event.currentTarget.value)}
      maw={260}
    />
  )
}

/** The next full hour but one, or tomorrow at nine. */
function startSchedule(kind: string, timeZone: string): Schedule {
  if (kind === 'at') return { kind, at: new Date((Math.floor(Date.now() / hourMs) + 2) * hourMs).toISOString() }
  if (kind === 'local')
    return { kind, date: toWallTime(new Date(Date.now() + 24 * hourMs).toISOString(), timeZone).slice(0, 10), time: '09:00' }
  return { kind: 'now' }
}
