/** The story of one run, in the sentences of the API; and what only Temporal knows of it. */
import { Accordion, Text } from '@mantine/core'
import { explainInputs } from '../customers/policy-inputs.ts'
import { Timeline, type TimelineItem } from '../ui/timeline.tsx'
import { nameStep } from '../words/autopilots.ts'
import type { Tone } from '../words/outcomes.ts'
import type { DiagnosedEntry, DiagnosedRun } from './diagnostics-queries.ts'

const tones: Partial<Record<DiagnosedEntry['kind'], Tone>> = {
  matched: 'quiet',
  started: 'busy',
  held_out: 'quiet',
  dropped: 'warn',
  waiting: 'busy',
  happened: 'good',
  sent: 'good',
  fell_through: 'warn',
  voucher_refused: 'warn',
  call_failed: 'warn',
  opted_out: 'warn',
  webhook_refused: 'warn',
  ordered: 'good',
}

/** Steps go by their ids: `step “remind_again”` is called `Remind again`. */
function nameSteps(sentence: string): string {
  return sentence.replaceAll(/step “([\w-]+)”/g, (_match, id: string) => `step “${nameStep({ id })}”`)
}

export function RunTimeline({ run, timeZone }: { run: DiagnosedRun; timeZone: string }) {
  return (
    <>
      <Timeline items={run.timeline.map((entry) => toItem(entry, timeZone))} timeZone={timeZone} />
      {run.next === null ? null : (
        <Text size="sm" role="status">
          <b>Next:</b> {nameSteps(run.next.sentence)}
          {run.next.afterwards === null ? '' : ` ${nameSteps(run.next.afterwards)}`}
        </Text>
      )}
      {run.engine.length === 0 ? null : (
        <Accordion variant="default" chevronPosition="left" mt="sm">
          <Accordion.Item value="engine">
            <Accordion.Control>
              <Text size="sm">What the engine did: {run.engine.length} notes of Temporal</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Timeline
                items={run.engine.map(({ at, sentence }) => ({ at, text: sentence, tone: 'quiet' as const, notes: [] }))}
                timeZone={timeZone}
              />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </>
  )
}

function toItem({ at, kind, sentence, details }: DiagnosedEntry, timeZone: string): TimelineItem {
  const isRefusal = details['verdict'] === 'skip' || details['verdict'] === 'defer'
  const inputs = details['inputs']
  return {
    at,
    text: nameSteps(sentence),
    tone: isRefusal ? 'warn' : (tones[kind] ?? 'quiet'),
    notes: typeof inputs === 'object' && inputs !== null && isRefusal ? explainInputs(inputs as Record<string, unknown>, timeZone) : [],
  }
}
