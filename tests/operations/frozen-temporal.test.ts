/** A Temporal that takes calls and answers none. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Client, Connection } from '@temporalio/client'
import { expect, it } from 'vitest'
import { startTestApi } from '../api/test-api.ts'

it('is found out before what is stuck is looked for: within seconds it is said that nobody can say', async () => {
  const sockets = new Set<Socket>()
  const deaf = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
  deaf.listen(0, '127.0.0.1')
  await once(deaf, 'listening')
  const connection = Connection.lazy({ address: `127.0.0.1:${(deaf.address() as AddressInfo).port}` })
  const frozen = await startTestApi({ temporal: new Client({ connection }) })
  try {
    const askedAt = performance.now()
    expect((await frozen.call('GET', '/api/v1/pending-triggers?state=stuck')).status).toBe(503)
    expect(performance.now() - askedAt).toBeLessThan(10_000)
  } finally {
    await frozen.close()
    await connection.close()
    for (const socket of sockets) socket.destroy()
    deaf.close()
  }
})
