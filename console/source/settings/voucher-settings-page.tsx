/** How many vouchers may stack up at one customer. */
import { NumberInput, Stack, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FieldError } from '../http/request.ts'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { LastChange } from './last-change.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsPage } from './settings-page.tsx'
import { type SettingsByTopic, settingsQuery, type Versioned } from './settings-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'

type Vouchers = SettingsByTopic['vouchers']

const words = {
  maxOpenPerCustomer: {
    label: 'Open vouchers of one customer',
    show: (most: number | null) => (most === null ? 'any number' : `at most ${most}`),
  },
}
const usual = 3

export function VoucherSettingsPage() {
  const { data, error, refetch } = useQuery(settingsQuery('vouchers'))
  return (
    <SettingsPage title="Vouchers" description={data === undefined ? undefined : <LastChange settings={data} />}>
      {data === undefined ? <NotLoaded error={error} refetch={refetch} /> : <Form loaded={data} />}
    </SettingsPage>
  )
}

function check({ maxOpenPerCustomer }: Vouchers): FieldError[] {
  return maxOpenPerCustomer !== null && !(maxOpenPerCustomer >= 1)
    ? [{ path: 'maxOpenPerCustomer', message: 'Type a number of at least 1' }]
    : []
}

function Form({ loaded }: { loaded: Versioned<Vouchers> }) {
  const form = useSettingsForm('vouchers', loaded, check)
  const most = form.typed.maxOpenPerCustomer
  return (
    <>
      <Section title="How many one customer may have">
        <Stack align="flex-start">
          <Switch
            label="Limit the vouchers that one customer may have open"
            description="Over all offers and campaigns. Open is what is valid and not used yet."
            checked={most !== null}
            onChange={(event) =>
              form.type({ maxOpenPerCustomer: event.currentTarget.checked ? (form.inForce.value.maxOpenPerCustomer ?? usual) : null })
            }
          />
          {most === null ? null : (
            <NumberInput
              label="At most"
              description="Who has so many gets no other, and is skipped with that reason; what they have stays theirs."
              min={1}
              max={1_000}
              allowDecimal={false}
              value={Number.isNaN(most) ? '' : most}
              error={form.errorOf('maxOpenPerCustomer')}
              onChange={(count) => form.type({ maxOpenPerCustomer: typeof count === 'number' ? count : Number.NaN })}
            />
          )}
          <TextLink to="/offers" size="sm">
            What a voucher is worth, and how many there are, is set in its offer
          </TextLink>
        </Stack>
      </Section>
      <SaveBar form={form} words={words} effect="It holds for vouchers that are given from now on." />
    </>
  )
}
