/** The one stream of changes of this page: while it is there, everything that is shown is up to date. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { z } from 'zod'
import type { changedSchema, changesOpenedSchema } from '../../../api/schemas/changes.ts'
import { createChangeFollower } from './change-follower.ts'
import { followStream } from './follow-stream.ts'

const changesPath = '/api/v1/changes'

export function useChanges(): void {
  const client = useQueryClient()
  useEffect(() => {
    const leaving = new AbortController()
    const follower = createChangeFollower(client)
    let askedAt = Date.now()
    void followStream(changesPath, leaving.signal, {
      onAsking: () => (askedAt = Date.now()),
      // What was still to be asked is older than the next stream, and asked when that is there: not while nobody looks.
      onLeft: () => follower.stop(),
      onEvent({ event, data }) {
        if (event === 'opened') follower.noteOpened(askedAt, (JSON.parse(data) as z.output<typeof changesOpenedSchema>).recent)
        if (event === 'changed') follower.noteChanged((JSON.parse(data) as z.output<typeof changedSchema>).topics)
        return false
      },
    })
    return () => leaving.abort()
  }, [client])
}
