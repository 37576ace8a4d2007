/** One customer's journey: where they stand, what happened on the way, and what the contact policy looked at. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { journeyDiagnosticsQuery } from '../../diagnostics/diagnostics-queries.ts'
import { RunTimeline } from '../../diagnostics/run-timeline.tsx'
import { useTimeZone } from '../../store/store-settings.ts'
import { noticeFailure } from '../../ui/failure-notice.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { TemporalLink } from '../../ui/temporal-link.tsx'
import { describeJourneyReason, describeWait, journeyOutcomes, journeyStatuses, nameStepById } from '../../words/autopilots.ts'
import { formatInstant } from '../../words/instants.ts'
import { autopilotQuery, commandJourney, type JourneyDetail, journeyQuery } from '../autopilot-queries.ts'
import { CustomerName } from '../../customers/customer-names.tsx'

const route = getRouteApi('/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId')

export function JourneyPage() {
  const { id, journeyId } = route.useParams()
  const { data: journey, error, refetch } = useQuery(journeyQuery(journeyId))
  const definition = useQuery(autopilotQuery(id)).data?.definition ?? { steps: [] }
  const timeZone = useTimeZone()
  if (journey === undefined)
    return (
      <Page title="Journey">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  const { status, outcome, reason, step, waitingFor, waitingUntil, arm, temporalUrl } = journey
  const words = outcome === null ? journeyStatuses[status] : journeyOutcomes[outcome]
  return (
    <Page
      title="One journey"
      description={
        <Group gap="md" className="meta-line">
          <CustomerName id={journey.customerId} />
          <Text span size="sm">
            on{' '}
            <TextLink to="/configuration/voucher-campaign/autopilot/$id" params={{ id }} inherit underline="always">
              {journey.autopilotName}
            </TextLink>
            , version {journey.versionNumber}
          </Text>
          <Status label={`${words.label}${reason === null ? '' : `: ${describeJourneyReason(reason)}`}`} tone={words.tone} />
          <TemporalLink url={temporalUrl} />
        </Group>
      }
      actions={<JourneyActions journey={journey} />}
    >
      <Section title="Where it stands">
        <Text size="sm" role="status">
          {arm === 'holdout'
            ? 'Held out: they were found and get nothing, so that the lift can be measured.'
            : status === 'ended'
              ? `It is over${step === null ? '' : `, at “${nameStepById(definition, step)}”`}.`
              : step === null
                ? `Found ${formatInstant(journey.matchedAt, timeZone)}; starts ${formatInstant(journey.notBefore, timeZone)} at the earliest.`
                : `At “${nameStepById(definition, step)}”${waitingFor === null ? '' : `, waits ${describeWait(waitingFor)}`}${waitingUntil === null ? '' : `, until ${formatInstant(waitingUntil, timeZone)}`}.`}
        </Text>
      </Section>
      <Section title="What happened">
        <Story id={journeyId} timeZone={timeZone} />
      </Section>
    </Page>
  )
}

/** As the API tells it: by the run itself while Temporal keeps it, by the ledger from then on. */
function Story({ id, timeZone }: { id: string; timeZone: string }) {
  const { data, error, refetch } = useQuery(journeyDiagnosticsQuery(id))
  const run = data?.runs?.[0]
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  return run === undefined ? (
    <Text size="sm" c="dimmed">
      Nothing is known of it.
    </Text>
  ) : (
    <Stack gap="sm">
      <Text fw={500}>{run.sentence}</Text>
      <RunTimeline run={run} timeZone={timeZone} />
    </Stack>
  )
}

function JourneyActions({ journey: { id, customerId, status, waitingFor } }: { journey: JourneyDetail }) {
  const client = useQueryClient()
  const [isEnding, ending] = useDisclosure()
  const keep = (journey: JourneyDetail) => client.setQueryData(journeyQuery(id).queryKey, journey)
  const skipping = useAction('autopilots:run', {
    mutationFn: () => commandJourney(id, 'skip-wait'),
    onSuccess: keep,
    onError: noticeFailure(),
  })
  return (
    <>
      {status === 'ended' ? null : (
        <>
          {waitingFor === 'time' ? (
            <ActionButton action={skipping} variant="default" onClick={() => skipping.mutate()}>
              Skip the wait
            </ActionButton>
          ) : null}
          <Button variant="default" c="var(--tone-bad)" onClick={ending.open}>
            End it
          </Button>
        </>
      )}
      <ButtonLink variant="default" to="/customers/$id" params={{ id: customerId }}>
        The customer
      </ButtonLink>
      <Confirmation
        isOpen={isEnding}
        title="End this journey?"
        confirm="End the journey"
        isDestructive
        onConfirm={async () => keep(await commandJourney(id, 'cancel'))}
        onClose={ending.close}
      >
        <Stack gap={4}>Nothing more comes of it. A voucher that they have stays theirs.</Stack>
      </Confirmation>
    </>
  )
}
