/** A voucher by its code: whose it is, what it gives, what happened to it, and revoking it. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { CustomerName } from '../customers/customer-names.tsx'
import { listOf } from '../http/page.ts'
import { revokeVoucher, type Voucher, type VoucherEvent, voucherQuery, vouchersPath } from '../offers/offer-queries.ts'
import { ActionsHere } from '../session/page-rights.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Confirmation } from '../ui/confirmation.tsx'
import { Empty } from '../ui/empty.tsx'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList, Loading } from '../ui/list.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { Status } from '../ui/status.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { describeTerms, formatCode, voucherStatuses } from '../words/offers.ts'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { tellVoucherEvent } from './tell-voucher-event.ts'

const route = getRouteApi('/vouchers')

export function VoucherPage() {
  const { code } = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(code ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = typed.trim()
    void navigate({ search: wanted === '' ? {} : { code: wanted } })
  }
  return (
    <Page title="Look up a voucher" description="By its code, with or without dashes, as the customer reads it to you.">
      <form onSubmit={submit}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label="Code"
            placeholder="BCDF-GHJK-MNPQ"
            value={typed}
            maxLength={100}
            onChange={(event) => setTyped(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            flex="1 1 14rem"
            maw={{ sm: 320 }}
          />
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            Look it up
          </Button>
        </Group>
      </form>
      {code === undefined ? (
        <Empty title="Which voucher?">
          A code has twelve letters and digits; which of them are typed wrong is often told without a look.
        </Empty>
      ) : (
        <Found key={code} code={code} />
      )}
    </Page>
  )
}

function Found({ code }: { code: string }) {
  const { data: voucher, error } = useQuery(voucherQuery(code))
  if (voucher === undefined) return error === null ? <Loading /> : <ProblemAlert error={error} title="There is no such voucher" />
  return (
    <>
      <Facts voucher={voucher} code={code} />
      <Events voucher={voucher} />
    </>
  )
}

const open = new Set<Voucher['status']>(['reserved', 'issued', 'delivered', 'undeliverable', 'accepted', 'locked'])

function Facts({ voucher, code }: { voucher: Voucher; code: string }) {
  const timeZone = useTimeZone()
  const cache = useQueryClient()
  const [isRevoking, revoking] = useDisclosure()
  const { id, status, offer, campaign, customerId, validFrom, validUntil, redemption, isUsable } = voucher
  const words = voucherStatuses[status]
  return (
    <Section
      title={formatCode(voucher.code)}
      aside={
        open.has(status) ? (
          <ActionsHere>
            <Button variant="default" size="compact-sm" c="var(--tone-bad)" onClick={revoking.open}>
              Revoke
            </Button>
          </ActionsHere>
        ) : null
      }
    >
      <Stack>
        <Group gap="md">
          <Status label={words.label} tone={words.tone} />
          <Text size="sm" c="dimmed">
            {words.sentence}
          </Text>
        </Group>
        {isUsable || !open.has(status) || status === 'reserved' ? null : (
          <Alert variant="outline" color="orange">
            A checkout would not take it yet: it is valid from {formatInstant(validFrom, timeZone)}.
          </Alert>
        )}
        <Group gap="xl" align="flex-start" style={{ rowGap: 'var(--mantine-spacing-sm)' }}>
          <Figure label="Customer" isText value={<CustomerName id={customerId} />} />
          <Figure
            label="Gives"
            isText
            value={
              <TextLink to="/offers/$id" params={{ id: offer.id }} size="sm">
                {offer.name}
              </TextLink>
            }
            note={describeTerms(offer.terms)}
          />
          <Figure label="From" isText value={<CampaignLink kind={campaign.kind} id={campaign.id} />} />
          <Figure label="Valid until" isText value={formatInstant(validUntil, timeZone)} />
          {redemption === null ? null : (
            <Figure
              label="Took off"
              isText
              value={formatMoney(redemption.discount)}
              note={redemption.order === null ? undefined : `order ${redemption.order}`}
            />
          )}
        </Group>
      </Stack>
      <Confirmation
        isOpen={isRevoking}
        title={`Revoke ${formatCode(voucher.code)}?`}
        confirm="Revoke it"
        isDestructive
        onConfirm={async () => {
          cache.setQueryData(voucherQuery(code).queryKey, await revokeVoucher(id))
          await cache.invalidateQueries({ queryKey: [`${vouchersPath}/${id}/events`] })
        }}
        onClose={revoking.close}
      >
        The customer can use it no more, and is not told. Its budget goes back.
      </Confirmation>
    </Section>
  )
}

function Events({ voucher: { id } }: { voucher: Voucher }) {
  const timeZone = useTimeZone()
  const query = useInfiniteQuery(listOf<VoucherEvent>(`${vouchersPath}/${id}/events`))
  return (
    <Section title="What happened to it">
      <CursorList query={query} empty={<Empty title="Nothing yet" isInCard />}>
        {(events) => <Timeline items={events.map(tellVoucherEvent)} timeZone={timeZone} />}
      </CursorList>
    </Section>
  )
}
