/**
 * Ports on loopback: which are free, who is told when one is not, and waiting until something listens.
 */
import { randomInt } from 'node:crypto'
import { connect, createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { StartFailure } from './failure.ts'

const loopback = '127.0.0.1'

export interface PortNeed {
  port: number
  /** What the port is for, as a person would say it. */
  purpose: string
  /** The environment variable that moves it elsewhere. */
  variable: string
}

/** True when nothing listens on the port, tried by listening on it for a moment. */
export function isPortFree(port: number, host = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Below those that systems give to outgoing connections (Linux from 32768, others from 49152), one of which could take a port before it is listened on. */
const [lowestPort, highestPort] = [20_000, 32_767]
const mostTries = 100

async function listenSomewhere(): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    const server = createServer()
    const port = randomInt(lowestPort, highestPort + 1)
    const fault = await new Promise<Error | undefined>((resolve) => {
      server.once('error', resolve)
      server.listen({ port, host: loopback, exclusive: true }, () => resolve(undefined))
    })
    if (fault === undefined) return server
    if (tries === mostTries) throw fault
  }
}

/** `count` different ports that were free a moment ago. */
export async function findFreePorts(count: number): Promise<number[]> {
  // All are held until the last is known, so that none is handed out twice.
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere))
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.')
    return address.port
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

export async function findFreePort(): Promise<number> {
  const [port] = await findFreePorts(1)
  if (port === undefined) throw new Error('No port was found.')
  return port
}

/** @throws StartFailure that names every taken port and the variable that changes it. */
export async function requireFreePorts(needs: PortNeed[]): Promise<void> {
  const taken: string[] = []
  for (const [index, need] of needs.entries()) {
    const twin = needs.slice(0, index).find((other) => other.port === need.port)
    if (twin !== undefined)
      taken.push(`  ${need.port} is wanted for ${twin.purpose} and for ${need.purpose}: set ${need.variable} to another port`)
    else if (!(await isPortFree(need.port)))
      taken.push(`  ${need.port}, for ${need.purpose}: stop what uses it, or set ${need.variable} to another port`)
  }
  if (taken.length > 0) throw new StartFailure(`Nothing was started, because a port is taken:\n${taken.join('\n')}`)
}

/** Waits for what an earlier start left behind to let go of its ports; says nothing when it does not. */
export async function waitForFreePorts(needs: PortNeed[], timeoutMs: number): Promise<void> {
  await waitUntil(async () => (await Promise.all(needs.map(({ port }) => isPortFree(port)))).every(Boolean), { timeoutMs })
}

function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    const finish = (connected: boolean): void => {
      socket.destroy()
      resolve(connected)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}

export interface WaitOptions {
  timeoutMs: number
  /** Ends the wait early, for instance when the process that should listen is gone. */
  signal?: AbortSignal
}

/** Asks `isReady` again and again; false when the time is over or the signal was given. */
export async function waitUntil(isReady: () => Promise<boolean>, { timeoutMs, signal }: WaitOptions): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs
  while (Date.now() < giveUpAt && signal?.aborted !== true) {
    if (await isReady()) return true
    await delay(50)
  }
  return false
}

/** Waits until something accepts connections on the port. */
export function waitForPort(port: number, options: WaitOptions, host = loopback): Promise<boolean> {
  return waitUntil(() => canConnect(port, host), options)
}

/** Waits until the URL answers with a 2xx. */
export function waitForHttp(url: string, options: WaitOptions): Promise<boolean> {
  return waitUntil(async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }, options)
}
