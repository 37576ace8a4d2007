import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPromotionProgress } from '../../api/temporal/promotion-progress.ts'
import { openPromotionStore, type PromotionStore } from './promotion-fixture.ts'

let store: PromotionStore
beforeAll(async () => {
  store = await openPromotionStore()
})
afterAll(() => store.close())

it('a run that ends between the reading of its row and its answer is told as ended, by status as by stage', async () => {
  await store.addMembers([{}])
  const promotion = await store.launch()
  const run = { isPaused: false, recipients: 1, pages: 1, pagesDone: 1 }
  const place = { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' }
  const read = (stage: 'ended' | 'stopped' | 'active') =>
    readPromotionProgress(store.pool, promotion, { temporal: undefined, place, at: store.clock.now, run: { ...run, stage } })
  for (const stage of ['ended', 'stopped'] as const) expect(await read(stage)).toMatchObject({ status: stage, stage, isFinished: true })
  expect(await read('active')).toMatchObject({ status: promotion.status, isFinished: false })
})
