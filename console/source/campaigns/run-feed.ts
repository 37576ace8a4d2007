/** A campaign's run as it happens: its progress, and its status and run as they are now. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useStream } from '../http/use-stream.ts'

interface RunState {
  status: string
  temporalUrl: string | null
}

/** @param path of its kind: under it and its id the campaign is read, and known to the console */
export function useRunFeed<Progress extends RunState>(path: string, campaign: { id: string } & Pick<Progress, 'status' | 'temporalUrl'>) {
  const client = useQueryClient()
  const { id } = campaign
  const { latest: progress, ...feed } = useStream<Progress>(`${path}/${id}/progress/stream`, () => {
    void client.invalidateQueries({ queryKey: [path, id] })
  })
  const status: Progress['status'] = progress?.status ?? campaign.status
  useEffect(() => {
    // It has started or ended since it was read: when, is the campaign's to say.
    if (status !== campaign.status) void client.invalidateQueries({ queryKey: [path, id] })
  }, [client, path, id, status, campaign.status])
  return { ...feed, progress, status, temporalUrl: progress?.temporalUrl ?? campaign.temporalUrl }
}
