/** Brings the database to the newest schema, and says in an operator's words why it could not. */
import { describeDatabaseError } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { StartFailure } from './failure.ts'

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  CONNECT_TIMEOUT: 'it does not answer',
  '28P01': 'user or password is wrong',
  '28000': 'this user may not connect',
  '3D000': 'there is no such database',
  '42501': 'this user may not create tables',
}

/** @throws StartFailure; it never shows the URL, which holds a password. */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  try {
    await migrate(databaseUrl)
  } catch (error) {
    const fault = describeDatabaseError(error)
    if (fault !== undefined)
      throw new StartFailure(`PostgreSQL could not be prepared: ${reasons[fault.code] ?? `code ${fault.code}`}. Check DATABASE_URL.`)
    throw error instanceof Error ? new StartFailure(error.message) : error
  }
}
