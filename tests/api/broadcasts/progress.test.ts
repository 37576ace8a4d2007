import { afterAll, beforeAll, expect, it } from 'vitest'
import { draftRoutes } from '../../../api/routes/broadcasts/drafts.ts'
import { readProgress } from '../../../api/temporal/broadcast-progress.ts'
import { readBroadcast } from '../../../db/queries/broadcasts.ts'
import { parseId } from '../../../domain/ids.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeDraft } from './broadcast-fixtures.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ routes: draftRoutes })
})
afterAll(() => api.close())

it('a run that ends between the reading of its row and its answer is told as ended, by status as by stage', async () => {
  const { id } = await makeDraft(api)
  const broadcast = await readBroadcast(api.pool, parseId('broadcast', id) ?? '')
  if (broadcast === undefined) throw new Error('The draft is gone')
  const run = { isPaused: false, recipients: 0, pages: 0, pagesDone: 0 }
  for (const stage of ['sent', 'cancelled'] as const)
    expect(await readProgress(api.pool, undefined, { ...broadcast, status: 'scheduled' }, { ...run, stage })).toMatchObject({
      status: stage,
      stage,
      isFinished: true,
    })
  expect(await readProgress(api.pool, undefined, { ...broadcast, status: 'scheduled' }, { ...run, stage: 'paused' })).toMatchObject({
    status: 'scheduled',
    isFinished: false,
  })
})
