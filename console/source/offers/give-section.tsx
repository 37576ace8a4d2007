/** Gives one voucher to one customer, by hand and at once. */
import { Alert, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { CustomerPicker } from '../customers/customer-picker.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatCode } from '../words/offers.ts'
import { giveVouchers, type Offer, offersPath } from './offer-queries.ts'

export function GiveSection({ offer: { id } }: { offer: Offer }) {
  const cache = useQueryClient()
  const [customerId, setCustomerId] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(() => crypto.randomUUID())
  const giving = useAction('vouchers:write', {
    mutationFn: (customer: string) => giveVouchers(id, [customer], attempt),
    async onSuccess() {
      // The next gift is another one, also to the same customer.
      setAttempt(crypto.randomUUID())
      await cache.invalidateQueries({ queryKey: [offersPath, id] })
    },
  })
  const [voucher] = giving.data?.vouchers ?? []
  const [refusal] = giving.data?.refused ?? []
  return (
    <Section title="Give one by hand">
      <Stack gap="sm" align="stretch">
        <CustomerPicker label="To" placeholder="Name, email or the store’s id" value={customerId} onChange={setCustomerId} />
        <ActionButton
          action={giving}
          variant="default"
          disabled={customerId === null}
          onClick={() => customerId !== null && giving.mutate(customerId)}
          style={{ alignSelf: 'flex-start' }}
        >
          Give a voucher
        </ActionButton>
        <Text size="xs" c="dimmed">
          It is theirs at once; nobody is told of it. Hours from delivery begin now.
        </Text>
        {giving.isError ? <ProblemAlert error={giving.error} title="The voucher was not given" /> : null}
        {voucher === undefined ? null : (
          <Alert color="green" variant="outline" title="Given" role="status">
            <TextLink to="/vouchers" search={{ code: voucher.code }} size="sm" ff="monospace">
              {formatCode(voucher.code)}
            </TextLink>
          </Alert>
        )}
        {refusal === undefined ? null : (
          <Alert color="orange" variant="outline" title="Not given" role="status">
            {refusal.message}.
          </Alert>
        )}
      </Stack>
    </Section>
  )
}
