/**
 * A database of its own for each test file: a clone of one that was migrated once.
 */
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { askForService } from './services-client.ts'

export interface TestDatabase {
  url: string
  /** Ends whoever is still connected. */
  drop(): Promise<void>
}

/** Takes about 50 ms; the first call of a run starts PostgreSQL and migrates. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = await askForService('/postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
