/** What the tests of a journey share: customers, an autopilot on an event of its own, and the customer's only journey. */
import { expect } from 'vitest'
import { getJourney } from '../../workflows/journey-messages.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import type { JourneyStack } from './journey-stack.ts'

export const hour = 3_600_000
export const day = 24 * hour

export const waitThenMail = [{ id: 'pause', kind: 'wait', duration: '3d', next: 'mail' } as const, makeSend('mail', ['email'])]

/** @param find the stack, once it has started */
export function watchJourneys(find: () => JourneyStack) {
  let names = 0
  return {
    async addCustomer(customer: Parameters<typeof addCustomers>[2][number] = {}): Promise<string> {
      const [id = ''] = await addCustomers(find().pool, 'email', [customer])
      return id
    },

    async findOnly(customerId: string) {
      const journeys = await find().journeysOf(customerId)
      expect(journeys).toHaveLength(1)
      const [journey] = journeys
      if (journey === undefined) throw new Error('There is no journey')
      return journey
    },

    /** Its only journey, once the run waits for what `stage` says. */
    async untilStage(customerId: string, stage: string) {
      const journey = await this.findOnly(customerId)
      const handle = find().handleOf(journey)
      await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe(stage)
      return { journey, handle }
    },

    /** An autopilot on an event of its own. */
    async addAutopilot(...[steps, overrides]: Parameters<typeof makeDefinition>) {
      const name = `Event ${(names += 1)}`
      const trigger = { kind: 'event', event: { kind: 'event', name } } as const
      return { ...(await find().addAutopilot(makeDefinition(steps, { trigger, ...overrides }))), name }
    },
  }
}
