/** The first step of an autopilot: a template or an empty one, a name, and the offer where it gives vouchers. */
import { Group, Radio, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { OfferSelect } from '../campaigns/offer-select.tsx'
import { NameInput, StartForm } from '../campaigns/start-form.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { createAutopilot, type Definition, type Template, templatesQuery } from './autopilot-queries.ts'

const empty = 'empty'

export function NewAutopilotPage() {
  const navigate = useNavigate()
  const { data: templates, error, refetch } = useQuery(templatesQuery)
  const [chosen, setChosen] = useState<string>('win_back')
  const [name, setName] = useState<string>()
  const [offerId, setOfferId] = useState('')
  const template = templates?.data.find((one) => one.name === chosen)
  const givesVoucher = template?.definition.steps.some(({ kind }) => kind === 'voucher') === true
  const shownName = name ?? template?.label ?? ''
  const begin = async () => {
    const { id } = await createAutopilot({ name: shownName.trim(), ...start(template, offerId) })
    await navigate({ to: '/configuration/voucher-campaign/autopilot/$id', params: { id } })
  }
  const back = (
    <ButtonLink variant="subtle" color="gray" to="/configuration/voucher-campaign/autopilot">
      Back
    </ButtonLink>
  )
  return (
    <Page title="New autopilot" description="Begin with what has worked for others; everything can be changed before it runs.">
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      <StartForm name={shownName} onStart={begin} failure="The autopilot could not be made" back={back} width={960}>
        {templates === undefined && error === null ? <Loading /> : null}
        <Radio.Group label="Begin with" value={chosen} onChange={setChosen}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={6}>
            {templates?.data.map(({ name: value, label, description }) => (
              <Choice key={value} value={value} label={label} description={description} />
            ))}
            <Choice value={empty} label="Empty" description="A trigger and one message, to be made into what you need." />
          </SimpleGrid>
        </Radio.Group>
        <NameInput name={shownName} onChange={setName} />
        {givesVoucher ? <OfferSelect label="Offer of its vouchers" value={offerId} onChange={setOfferId} /> : null}
      </StartForm>
    </Page>
  )
}

function Choice({ value, label, description }: { value: string; label: string; description: string }) {
  return (
    <Radio.Card value={value} p="md" radius="md" bg="var(--surface)" display="flex" aria-label={label}>
      <Group wrap="nowrap" align="flex-start">
        <Radio.Indicator mt={2} />
        <div>
          <Text fw={500} size="sm">
            {label}
          </Text>
          <Text c="dimmed" size="sm">
            {description}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  )
}

/** The template with the offer in each of its voucher steps. */
function start(template: Template | undefined, offerId: string) {
  if (template === undefined) return { definition: emptyDefinition }
  const { name, definition } = template
  const steps = definition.steps.map((step) => (step.kind === 'voucher' ? { ...step, offerId } : step))
  return { template: name, definition: { ...definition, steps } }
}

const emptyDefinition: Definition = {
  trigger: { kind: 'quiet_for', duration: '60d' },
  entryRule: { all: [] },
  reentry: { kind: 'after', duration: '90d' },
  activation: {},
  exitRules: [{ kind: 'ordered' }],
  holdoutPercent: 0,
  endsAfter: '30d',
  steps: [{ id: 'message', kind: 'send', channels: [], messages: {}, fallThroughWithin: '1h', next: null, otherwise: null }],
}
