/** An upload as it goes on. While it does, closing the window is asked about. */
import { useEffect, useSyncExternalStore } from 'react'
import { readUpload, subscribeToUploads, type Upload } from './upload.ts'

export function useUpload(importId: string): Upload | undefined {
  const upload = useSyncExternalStore(subscribeToUploads, () => readUpload(importId))
  const isGoing = upload?.state === 'sending' || upload?.state === 'waiting'
  useEffect(() => {
    if (!isGoing) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isGoing])
  return upload
}
