import { createServer, type Server } from 'node:net'
import { expect, it } from 'vitest'
import { findFreePorts, isPortFree, requireFreePorts } from './ports.ts'

async function listen(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

it('hands out ports that are free and all different', async () => {
  const ports = await findFreePorts(20)
  expect(new Set(ports).size).toBe(20)
  expect(await Promise.all(ports.map((port) => isPortFree(port)))).not.toContain(false)
})

it('names every taken port, what it is for, and the variable that changes it', async () => {
  const [taken = 0, free = 0] = await findFreePorts(2)
  const server = await listen(taken)
  const needs = [
    { port: taken, purpose: 'the API', variable: 'PORT' },
    { port: free, purpose: 'the sandbox', variable: 'SANDBOX_PORT' },
    { port: free, purpose: 'Temporal', variable: 'TEMPORAL_PORT' },
  ]
  const refusal: unknown = await requireFreePorts(needs).catch((error: unknown) => error)
  expect(String(refusal)).toContain(`${taken}, for the API: stop what uses it, or set PORT`)
  expect(String(refusal)).toContain(`${free} is wanted for the sandbox and for Temporal: set TEMPORAL_PORT`)
  server.close()
})

it('lets a start go on when everything is free', async () => {
  const [port = 0] = await findFreePorts(1)
  await expect(requireFreePorts([{ port, purpose: 'the API', variable: 'PORT' }])).resolves.toBeUndefined()
})
