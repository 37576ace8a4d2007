import { EventEmitter, once } from 'node:events'
import { MockActivityEnvironment } from '@temporalio/testing'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAutopilotActivities, type Sweep } from '../../activities/autopilots.ts'
import type { JourneyRuns, JourneyStart } from '../../activities/journey-runs.ts'
import { connect, type Pool } from '../../db/client.ts'
import { insertAutopilot, projectAutopilot, publishVersion, readAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { formatId } from '../../domain/ids.ts'
import type { JourneyDefinition, Trigger } from '../../domain/journeys/journey-definition.ts'
import { addCustomers, type TestCustomer } from '../send-path/send-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { makeDefinition } from './definition-fixture.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 8 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})
beforeEach(async () => {
  await pool`TRUNCATE customers, orders, autopilots, journey_versions, journeys, segment_changes, customer_metrics, segment_cutoffs, audiences, autopilot_members CASCADE`
})

const day = 86_400_000
const noon = new Date('2026-03-10T12:00:00Z')
const after = (days: number) => new Date(noon.getTime() + days * day)

async function enable(trigger: Trigger, overrides: Partial<JourneyDefinition> = {}, at = noon): Promise<string> {
  const definition = makeDefinition([{ id: 'wait', kind: 'wait', duration: '1d', next: null }], { trigger, ...overrides })
  const { id } = await insertAutopilot(pool, { name: 'Test', definition, template: null })
  await publishVersion(pool, id, definition)
  await projectAutopilot(pool, { autopilotId: id, status: 'enabled', at })
  return id
}

const runs: JourneyRuns = {
  start: async () => undefined,
  tell: async () => true,
  migrate: async () => true,
  listOpen: () => (async function* () {})(),
  findEnd: async () => ({ kind: 'open' }),
}

async function sweep(autopilotId: string, at = noon, start?: (start: JourneyStart) => Promise<void>) {
  const starts: JourneyStart[] = []
  const activities = createAutopilotActivities({
    pool,
    now: () => at,
    journeyRuns: {
      ...runs,
      async start(one) {
        await start?.(one)
        starts.push(one)
      },
    },
  })
  const result = (await new MockActivityEnvironment().run(activities.sweepAutopilot, { autopilotId })) as Sweep
  return { ...result, customers: starts.map(({ customerId }) => customerId).toSorted(), starts }
}

const addPeople = (...people: TestCustomer[]) => addCustomers(pool, 'email', people)

async function order(customerId: string, placedAt: Date, status = 'paid'): Promise<string> {
  const [row] = await pool<[{ id: string }]>`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${newUuid()}, ${customerId}, ${placedAt}, ${status}, 'EUR', 1000)
    RETURNING id`
  return row.id
}

describe('quiet_for', () => {
  const trigger = { kind: 'quiet_for', duration: '60d' } as const

  it.each([true, false])('finds each quiet spell once, named by its last valid order (segments computed: %s)', async (hasSegments) => {
    const [quiet = '', lively = '', never = '', cancelled = ''] = await addPeople({}, {}, {}, {})
    for (const [id, days] of [
      [quiet, -61],
      [quiet, -200],
      [lively, -59],
      [cancelled, -90],
    ] as const)
      await order(id, after(days))
    await order(cancelled, after(-5), 'cancelled')
    if (hasSegments) await refreshSegments(pool, noon)
    const id = await enable(trigger)
    expect(await sweep(id)).toMatchObject({ matched: 2, started: 2, customers: [quiet, cancelled].toSorted() })
    expect(await sweep(id)).toMatchObject({ matched: 0, started: 0 })
    expect(await sweep(id, after(2))).toMatchObject({ customers: [lively] })
    // They come back, and are quiet again.
    await order(quiet, after(3))
    if (hasSegments) await refreshSegments(pool, after(3))
    expect(await sweep(id, after(10))).toMatchObject({ matched: 0 })
    expect((await sweep(id, after(64))).customers).toEqual([quiet])
    expect(await pool`SELECT FROM journeys WHERE customer_id = ${never}`).toHaveLength(0)
  })

  it('matches nobody twice though eight look at the same time', async () => {
    const people = await addPeople(...Array.from({ length: 50 }, () => ({})))
    for (const id of people) await order(id, after(-100))
    const id = await enable(trigger, { reentry: { kind: 'once' } })
    const sweeps = await Promise.all(Array.from({ length: 8 }, () => sweep(id)))
    expect(sweeps.reduce((sum, one) => sum + one.matched, 0)).toBe(50)
    expect(sweeps.flatMap((one) => one.customers).toSorted()).toEqual(people.toSorted())
  })

  it('starts those whose start failed with the next look', async () => {
    const people = await addPeople({}, {}, {})
    for (const id of people) await order(id, after(-100))
    const id = await enable(trigger)
    await expect(sweep(id, noon, () => Promise.reject(new Error('Temporal is away')))).rejects.toThrow('Temporal is away')
    expect(await pool`SELECT FROM journeys WHERE started_at IS NULL`).toHaveLength(3)
    expect(await sweep(id, new Date(noon.getTime() + 10_000))).toMatchObject({ started: 0 })
    expect(await sweep(id, new Date(noon.getTime() + 60_000))).toMatchObject({ matched: 0, started: 3 })
  })

  it('is told of a pause that comes while it is being started, as soon as it has been', async () => {
    const [person = ''] = await addPeople({})
    await order(person, after(-100))
    const id = await enable(trigger)
    const taken = new Set<string>()
    const told: string[] = []
    const course = new EventEmitter()
    const begun = once(course, 'begun')
    const mayStart = once(course, 'mayStart')
    const sweeping = sweep(id, noon, async ({ customerId }) => {
      course.emit('begun')
      await mayStart
      taken.add(customerId)
    })
    await begun
    await projectAutopilot(pool, { autopilotId: id, status: 'disabled', at: noon })
    const { tellJourneys } = createAutopilotActivities({
      pool,
      now: () => noon,
      journeyRuns: {
        ...runs,
        async tell({ customerId }, { kind }) {
          // It was not there: now it may come.
          if (!taken.has(customerId)) course.emit('mayStart')
          else told.push(kind)
          return taken.has(customerId)
        },
      },
    })
    await new MockActivityEnvironment().run(tellJourneys, { autopilotId: id, told: { kind: 'paused' } as const })
    expect(told).toEqual(['paused'])
    expect(await sweeping).toMatchObject({ started: 1 })
    // One whose start has got lost is nobody’s to wait for.
    await pool`UPDATE journeys SET started_at = NULL, noted_at = ${new Date(noon.getTime() - 31_000)}`
    taken.clear()
    await new MockActivityEnvironment().run(tellJourneys, { autopilotId: id, told: { kind: 'paused' } as const })
    expect(told).toEqual(['paused'])
  })

  it('lets a match outside of the window wait for its beginning, and starts nothing while it is not enabled', async () => {
    const [person = ''] = await addPeople({})
    await order(person, after(-100))
    // The tenth of March is a Tuesday; Berlin is an hour ahead.
    const id = await enable(trigger, { activation: { weekdays: [3], hours: { from: 9, until: 12 } } })
    expect(await sweep(id)).toMatchObject({ matched: 1, started: 0 })
    expect(await sweep(id, new Date('2026-03-11T07:59:00Z'))).toMatchObject({ started: 0 })
    await projectAutopilot(pool, { autopilotId: id, status: 'disabled', at: noon })
    expect(await sweep(id, new Date('2026-03-11T08:00:00Z'))).toMatchObject({ started: 0 })
    await projectAutopilot(pool, { autopilotId: id, status: 'enabled', at: noon })
    expect(await sweep(id, new Date('2026-03-11T08:00:00Z'))).toMatchObject({ started: 1 })
  })

  it('lets them in again only after so long', async () => {
    const [person = ''] = await addPeople({})
    await order(person, after(-100))
    const id = await enable(trigger, { reentry: { kind: 'after', duration: '100d' } })
    expect(await sweep(id)).toMatchObject({ matched: 1 })
    await order(person, after(1))
    expect(await sweep(id, after(70))).toMatchObject({ matched: 0 })
    expect(await sweep(id, after(101))).toMatchObject({ matched: 1 })
  })
})

describe('personal_date', () => {
  const born = (id: string, birthday: string) => pool`UPDATE customers SET birthday = ${birthday} WHERE id = ${id}`

  it('comes at the hour of the customer’s own clock, so many days before, once a year', async () => {
    const [berlin = '', tokyo = '', other = ''] = await addPeople(
      { timeZone: 'Europe/Berlin' },
      { timeZone: 'Asia/Tokyo' },
      { timeZone: 'Europe/Berlin' },
    )
    await born(berlin, '1990-03-13')
    await born(tokyo, '1990-03-13')
    await born(other, '1990-03-14')
    const id = await enable({ kind: 'personal_date', date: 'birthday', daysBefore: 3, atHour: 9 })
    expect((await sweep(id, new Date('2026-03-09T23:59:00Z'))).customers).toEqual([])
    expect((await sweep(id, new Date('2026-03-10T00:01:00Z'))).customers).toEqual([tokyo])
    expect((await sweep(id, new Date('2026-03-10T08:00:00Z'))).customers).toEqual([berlin])
    expect((await sweep(id, new Date('2026-03-10T20:00:00Z'))).customers).toEqual([])
    expect((await sweep(id, new Date('2027-03-10T08:05:00Z'))).customers).toEqual([berlin, tokyo].toSorted())
  })

  it('keeps 29 February on the 28th of other years', async () => {
    const [leapling = ''] = await addPeople({})
    await born(leapling, '1996-02-29')
    const id = await enable({ kind: 'personal_date', date: 'birthday', daysBefore: 0, atHour: 8 })
    expect((await sweep(id, new Date('2027-02-28T08:00:00Z'))).customers).toEqual([leapling])
    expect((await sweep(id, new Date('2028-02-28T12:00:00Z'))).customers).toEqual([])
    expect((await sweep(id, new Date('2028-02-29T12:00:00Z'))).customers).toEqual([leapling])
  })

  it('knows the anniversary of the first order, and of any attribute that is a date', async () => {
    const [buyer = '', renewer = '', hostile = ''] = await addPeople({}, {}, {})
    await order(buyer, new Date('2024-03-10T18:00:00Z'))
    await order(buyer, new Date('2025-03-01T18:00:00Z'))
    await pool`UPDATE customers SET attributes = ${pool.json({ 'card.since': '2020-03-10' })} WHERE id = ${renewer}`
    await pool`UPDATE customers SET attributes = ${pool.json({ 'card.since': "'; DROP TABLE journeys --" })} WHERE id = ${hostile}`
    const anniversary = await enable({ kind: 'personal_date', date: 'first_order', daysBefore: 0, atHour: 8 })
    expect((await sweep(anniversary)).customers).toEqual([buyer])
    const renewal = await enable({ kind: 'personal_date', date: 'attributes.card.since', daysBefore: 0, atHour: 8 })
    expect((await sweep(renewal)).customers).toEqual([renewer])
  })
})

describe('entries', () => {
  it('into a segment count from the moment at which the autopilot was enabled', async () => {
    const [before = '', later = ''] = await addPeople({}, {})
    const id = await enable({ kind: 'segment_entered', segment: 'vip' })
    const enter = (customerId: string, at: Date) =>
      pool`INSERT INTO segment_changes (customer_id, changed_at, entered, exited) VALUES (${customerId}, ${at}, '{vip,repeat}', '{}')`
    await enter(before, after(-1))
    await enter(later, after(1))
    expect((await sweep(id, after(2))).customers).toEqual([later])
    await enter(later, after(3))
    expect((await sweep(id, after(4))).customers).toEqual([later])
  })

  it('into an audience are noticed, stays are counted, and who was there at first has not entered', async () => {
    const [first = '', second = ''] = await addPeople({ timeZone: 'Europe/Sofia' }, {})
    const [audience] = await pool<[{ id: string }]>`
      INSERT INTO audiences (name, rule) VALUES ('Sofia', ${pool.json({ field: 'timeZone', op: '=', value: 'Europe/Sofia' })}) RETURNING id`
    const audienceId = formatId('audience', audience.id)
    const entered = await enable({ kind: 'audience_entered', audienceId })
    const stayed = await enable({ kind: 'audience_stayed', audienceId, duration: '10d' })
    const look = async (days: number) => [(await sweep(entered, after(days))).customers, (await sweep(stayed, after(days))).customers]
    expect(await look(0)).toEqual([[], []])
    await pool`UPDATE customers SET time_zone = 'Europe/Sofia' WHERE id = ${second}`
    expect(await look(1)).toEqual([[second], []])
    expect(await look(10)).toEqual([[], [first]])
    expect(await look(11)).toEqual([[], [second]])
    await pool`UPDATE customers SET time_zone = NULL WHERE id = ${first}`
    expect(await look(12)).toEqual([[], []])
    await pool`UPDATE customers SET time_zone = 'Europe/Sofia' WHERE id = ${first}`
    expect(await look(13)).toEqual([[first], []])
    await pool`TRUNCATE audiences CASCADE`
    expect(await sweep(entered, after(14))).toMatchObject({ matched: 0, error: 'audience_missing' })
    expect(await readAutopilot(pool, entered)).toMatchObject({ sweepError: 'audience_missing' })
  })
})
