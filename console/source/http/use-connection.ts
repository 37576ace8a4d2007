import { useSyncExternalStore } from 'react'
import type { ConnectionState } from './connection.ts'
import { connection } from './request.ts'

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.read)
}
