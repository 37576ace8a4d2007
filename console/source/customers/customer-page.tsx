/** One customer: who they are, where they stand, what we may send, and everything that we did or did not send, and why. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTimeZone } from '../store/store-settings.ts'
import { ButtonLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { ConsentSection } from './consent-section.tsx'
import { ContactSection } from './contact-section.tsx'
import { customerQuery, nameCustomer } from './customer-queries.ts'
import { OrderSection } from './order-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { StandingSection } from './standing-section.tsx'
import { VoucherSection } from './voucher-section.tsx'

const route = getRouteApi('/customers/$id')

export function CustomerPage() {
  const { id } = route.useParams()
  const timeZone = useTimeZone()
  const { data: customer, error, refetch } = useQuery(customerQuery(id))
  if (customer === undefined) {
    return (
      <Page title="Customer">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  return (
    <Page
      title={nameCustomer(customer)}
      description={`${customer.externalId} in the store`}
      actions={
        <ButtonLink variant="default" to="/configuration/voucher-campaign/diagnostics" search={{ customer: customer.id }}>
          Why, or why not?
        </ButtonLink>
      }
    >
      <div className="split">
        <Stack gap="md">
          <StandingSection customer={customer} timeZone={timeZone} />
          <ContactSection id={customer.id} timeZone={timeZone} />
          <VoucherSection id={customer.id} />
          <OrderSection id={customer.id} timeZone={timeZone} />
        </Stack>
        <Stack gap="md">
          <ProfileSection customer={customer} />
          <ConsentSection customer={customer} timeZone={timeZone} />
        </Stack>
      </div>
    </Page>
  )
}
