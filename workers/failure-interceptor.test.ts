import { CompleteAsyncError } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { expect, it } from 'vitest'
import { connect } from '../db/client.ts'
import { createFailureInterceptor, type FailureReport } from './failure-interceptor.ts'

async function run(activity: () => Promise<unknown>): Promise<{ failure: unknown; reports: FailureReport[] }> {
  const reports: FailureReport[] = []
  const { inbound } = createFailureInterceptor((report) => reports.push(report))({ info: { activityType: 'refreshSegments' } })
  const failure = await inbound?.execute?.({ args: [], headers: {} }, activity).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { failure, reports }
}

it('tells Temporal a code of a database failure, and no more', async () => {
  const elsewhere = connect('postgres://nobody:secret@127.0.0.1:1/none', { max: 1 })
  const { failure, reports } = await run(async () => elsewhere`SELECT ${'ada@example.com'}`)
  await elsewhere.end()
  expect(failure).toMatchObject({ name: 'ApplicationFailure', type: 'database_ECONNREFUSED', nonRetryable: false, cause: undefined })
  expect(reports).toEqual([{ activityType: 'refreshSegments', code: 'database_ECONNREFUSED' }])
  expect(JSON.stringify([failure, reports, String(failure)])).not.toMatch(/ada|secret/)
})

it('tells the kind of any other fault', async () => {
  const { failure } = await run(() => Promise.reject(new TypeError('ada@example.com is not a function')))
  expect(failure).toMatchObject({ type: 'TypeError', message: 'The activity failed', cause: undefined })
})

it.each([
  ApplicationFailure.nonRetryable('The import does not exist', 'import_not_found'),
  new CancelledFailure('gone'),
  new CompleteAsyncError(),
])('leaves what an activity says itself as it is: %s', async (said) => {
  expect(await run(() => Promise.reject(said))).toEqual({ failure: said, reports: [] })
})
