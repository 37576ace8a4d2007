/** One customer: who they are, where they stand and why, what may be sent, and everything that happened. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ApiError } from '../http/request.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { ButtonLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { AbsentCustomer } from './absent-customer.tsx'
import { ContactSection } from './contact-section.tsx'
import { customerQuery, nameCustomer } from './customer-queries.ts'
import { EraseButton } from './erase-button.tsx'
import { EvidenceSection } from './evidence-section.tsx'
import { JourneySection } from './journey-section.tsx'
import { MembershipSection } from './membership-section.tsx'
import { OrderSection } from './order-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SegmentSection } from './segment-section.tsx'
import { StandingSection } from './standing-section.tsx'
import { TimelineSection } from './timeline-section.tsx'
import { VoucherSection } from './voucher-section.tsx'

const route = getRouteApi('/customers/$id')

export function CustomerPage() {
  const { id } = route.useParams()
  const timeZone = useTimeZone()
  const { data: customer, error, refetch } = useQuery(customerQuery(id))
  if (customer === undefined || (error instanceof ApiError && error.status === 404)) {
    return error instanceof ApiError && error.status === 404 ? (
      <AbsentCustomer id={id} timeZone={timeZone} />
    ) : (
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
        <>
          <ButtonLink variant="default" to="/configuration/voucher-campaign/diagnostics" search={{ customer: customer.id }}>
            Why didn’t they get it?
          </ButtonLink>
          <EraseButton customer={customer} />
        </>
      }
    >
      <div className="split">
        <Stack gap="lg">
          <StandingSection id={customer.id} timeZone={timeZone} />
          <TimelineSection id={customer.id} timeZone={timeZone} />
          <OrderSection id={customer.id} timeZone={timeZone} />
          <VoucherSection id={customer.id} />
          <JourneySection id={customer.id} timeZone={timeZone} />
        </Stack>
        <Stack gap="lg">
          <ContactSection customer={customer} timeZone={timeZone} />
          <SegmentSection id={customer.id} timeZone={timeZone} />
          <ProfileSection customer={customer} timeZone={timeZone} />
          <MembershipSection id={customer.id} />
          <EvidenceSection id={customer.id} timeZone={timeZone} />
        </Stack>
      </div>
    </Page>
  )
}
