/** The form of an offer: what it gives, on what, for how long, and how often. */
import { Group, NumberInput, SegmentedControl, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { InstantInput } from '../autopilots/editor/instant-input.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { MoneyField } from '../ui/money-field.tsx'
import { Section } from '../ui/page.tsx'
import type { OfferDraft } from './offer-draft.ts'

interface OfferFormProps {
  draft: OfferDraft
  currency: string
  /** What the API has against a field. */
  errorIn: (path: string) => string | undefined
  onChange: (part: Partial<OfferDraft>) => void
}

export function OfferForm({ draft, currency, errorIn, onChange }: OfferFormProps) {
  return (
    <Stack gap="md">
      <Section title="What it gives">
        <Stack>
          <TextInput
            label="Name"
            description="Customers may read it: it is what {{ voucher.offer_name }} says."
            required
            maxLength={200}
            value={draft.name}
            error={errorIn('name')}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <SegmentedControl
            aria-label="Kind of discount"
            value={draft.kind}
            onChange={(kind) => onChange({ kind })}
            data={[
              { value: 'percent', label: 'Percent' },
              { value: 'amount', label: 'Amount' },
              { value: 'freeDelivery', label: 'Free delivery' },
            ]}
            maw={420}
          />
          <Group align="flex-start" wrap="wrap">
            {draft.kind === 'percent' ? (
              <NumberInput
                label="Percent off"
                suffix="%"
                min={0.01}
                max={100}
                decimalScale={2}
                clampBehavior="strict"
                value={draft.percent}
                error={errorIn('discount')}
                onChange={(percent) => onChange({ percent: Number(percent) })}
                w={140}
              />
            ) : null}
            {draft.kind === 'amount' ? (
              <MoneyField
                label="Amount off"
                required
                currency={currency}
                value={draft.amount}
                error={errorIn('discount')}
                onChange={(amount) => onChange({ amount })}
                w={180}
              />
            ) : (
              <MoneyField
                label="At most"
                placeholder="No cap"
                currency={currency}
                value={draft.cap}
                error={errorIn('cap')}
                onChange={(cap) => onChange({ cap })}
                w={180}
              />
            )}
            <MoneyField
              label="Minimum spend"
              placeholder="None"
              currency={currency}
              value={draft.minimumSpend}
              error={errorIn('minimumSpend')}
              onChange={(minimumSpend) => onChange({ minimumSpend })}
              w={180}
            />
          </Group>
        </Stack>
      </Section>
      <Section title="How long">
        <Validity draft={draft} errorIn={errorIn} onChange={onChange} />
      </Section>
      <Section title="On what, and how often">
        <Stack>
          {(['verticals', 'merchants', 'products'] as const).map((list) => (
            <TagsInput
              key={list}
              label={scopeLabels[list]}
              description={list === 'products' ? 'By the store’s own ids.' : undefined}
              placeholder={draft[list].length === 0 ? 'All; or type one and press Enter' : ''}
              acceptValueOnBlur
              splitChars={[',', ';', '\n']}
              value={draft[list]}
              error={errorIn(`scope.${list}`)}
              onChange={(names) => onChange({ [list]: names })}
            />
          ))}
          <NumberInput
            label="At most for each customer"
            placeholder="No limit"
            min={1}
            allowDecimal={false}
            value={draft.limitPerCustomer ?? ''}
            error={errorIn('limitPerCustomer')}
            onChange={(limit) => onChange({ limitPerCustomer: limit === '' ? null : Number(limit) })}
            maw={260}
          />
        </Stack>
      </Section>
    </Stack>
  )
}

const scopeLabels = { verticals: 'Only these verticals', merchants: 'Only these merchants', products: 'Only these products' }
const spans = [
  { value: '1', label: 'hours' },
  { value: '24', label: 'days' },
]

function Validity({ draft, errorIn, onChange }: Omit<OfferFormProps, 'currency'>) {
  const timeZone = useTimeZone()
  const { hours } = draft
  const unit = hours % 24 === 0 && hours >= 48 ? 24 : 1
  return (
    <Stack>
      <SegmentedControl
        aria-label="Validity"
        value={draft.validity}
        onChange={(validity) => onChange({ validity })}
        data={[
          { value: 'afterDelivery', label: 'From delivery' },
          { value: 'fixed', label: 'Until a date' },
        ]}
        maw={320}
      />
      {draft.validity === 'afterDelivery' ? (
        <Group gap={6} align="flex-end">
          <NumberInput
            label="For"
            min={0.25}
            max={17_520 / unit}
            step={unit === 1 ? 0.25 : 1}
            decimalScale={unit === 1 ? 2 : 0}
            clampBehavior="blur"
            value={hours / unit}
            error={errorIn('validity')}
            onChange={(count) => onChange({ hours: Number(count) * unit })}
            w={110}
          />
          <Select
            aria-label="Unit"
            allowDeselect={false}
            data={spans}
            value={String(unit)}
            onChange={(next) => onChange({ hours: next === '24' ? Math.max(2, Math.round(hours / 24)) * 24 : Math.min(hours, 24) })}
            w={110}
          />
        </Group>
      ) : (
        <Group align="flex-start">
          <InstantInput label="From" instant={draft.from} timeZone={timeZone} onChange={(from) => onChange({ from })} />
          <InstantInput
            label="Until"
            instant={draft.until}
            timeZone={timeZone}
            error={errorIn('validity.until') ?? errorIn('validity')}
            onChange={(until) => onChange({ until })}
          />
        </Group>
      )}
    </Stack>
  )
}
