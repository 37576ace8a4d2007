/** Which channels a journey may still want to use. */
import { type ChannelName, channelNames } from '../channels.ts'
import type { Next } from './journey-definition.ts'
import type { JourneyPlan, PlanStep } from './journey-plan.ts'

/** Of the step that it is at and of all that a way leads to from there. */
export function listChannelsAhead({ steps }: JourneyPlan, from: Next): ChannelName[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const ahead = new Set(from === null ? [] : [from])
  for (const id of ahead) for (const next of listNext(byId.get(id))) if (next !== null) ahead.add(next)
  const used = new Set(
    [...ahead].flatMap((id) => {
      const step = byId.get(id)
      return step?.kind === 'send' ? step.channels : []
    }),
  )
  return channelNames.filter((channel) => used.has(channel))
}

function listNext(step: PlanStep | undefined): Next[] {
  switch (step?.kind) {
    case 'wait':
    case 'tag':
      return [step.next]
    case 'waitFor':
    case 'voucher':
    case 'send':
    case 'webhook':
      return [step.next, step.otherwise]
    case 'branch':
      return [...step.nexts, step.otherwise]
    case 'split':
      return step.arms.map(({ next }) => next)
    case 'exit':
    case undefined:
      return []
  }
}
