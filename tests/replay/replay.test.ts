import '../support/temporal.ts'
import { readdirSync, readFileSync } from 'node:fs'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildBundle } from '../../workers/bundle.ts'
import { historiesDirectory } from './keep-history.ts'

let code: string
beforeAll(async () => {
  code = await buildBundle()
})

const files = readdirSync(historiesDirectory).filter((name) => name.endsWith('.binpb'))

describe('every committed history', () => {
  it('is there: for each workflow at least one', () => {
    const types = new Set(files.map((file) => file.split('-')[0]))
    expect(types).toEqual(
      new Set([
        'audienceexport',
        'audiencesizes',
        'autopilot',
        'broadcast',
        'directmessage',
        'groupsync',
        'import',
        'journey',
        'journeywatch',
        'onegroupsync',
        'promotion',
        'segmenthistory',
        'segmentrefresh',
        'smsreply',
        'voucherexpiry',
      ]),
    )
  })

  it.each(files)('replays on the workflows of today: %s', async (file) => {
    const history = proto.temporal.api.history.v1.History.decode(readFileSync(new URL(file, historiesDirectory)))
    await expect(Worker.runReplayHistory({ workflowBundle: { code } }, history)).resolves.toBeUndefined()
  })
})
