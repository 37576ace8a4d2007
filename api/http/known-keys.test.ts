import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey, revokeApiKey } from '../../db/queries/api-keys.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { findKnownKey, forgetKey } from './known-keys.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2, plans: 'kept' })
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe('a key that was seen lately', () => {
  it('is believed for a second, whatever another process has done to it, and no longer', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000)
    const { id, key } = await createApiKey(pool, { name: 'shop', scopes: ['*'] })
    await findKnownKey(pool, key)
    await revokeApiKey(pool, id)
    now.mockReturnValue(10_999)
    expect((await findKnownKey(pool, key))?.revokedAt).toBeNull()
    now.mockReturnValue(11_000)
    expect((await findKnownKey(pool, key))?.revokedAt).toBeInstanceOf(Date)
  })

  it('is forgotten at once where it is revoked, and nobody else is', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(10_000)
    const [one, other] = [
      await createApiKey(pool, { name: 'one', scopes: ['*'] }),
      await createApiKey(pool, { name: 'other', scopes: ['*'] }),
    ]
    const known = await findKnownKey(pool, other.key)
    await findKnownKey(pool, one.key)
    await revokeApiKey(pool, one.id)
    forgetKey(pool, one.id)
    expect((await findKnownKey(pool, one.key))?.revokedAt).toBeInstanceOf(Date)
    expect(await findKnownKey(pool, other.key)).toBe(known)
  })

  it('that nobody has is asked for each time', async () => {
    const key = 'reg_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    expect(await findKnownKey(pool, key)).toBeUndefined()
    await createApiKey(pool, { name: 'late', scopes: ['*'], key })
    expect(await findKnownKey(pool, key)).toMatchObject({ name: 'late' })
  })
})
