import { expect, it, vi } from 'vitest'
import { createSupervisor, type RunningService, type ServiceDefinition } from './supervisor.ts'

/** A service that does nothing, and notes when it starts and stops. */
function defineStandIn(name: string, notes: string[]): ServiceDefinition & { end(): void; starts: number } {
  let ended = new AbortController()
  const standIn = {
    name,
    logFile: `${name}.log`,
    starts: 0,
    end: () => ended.abort(),
    start(): Promise<RunningService> {
      standIn.starts += 1
      ended = new AbortController()
      const { signal } = ended
      return Promise.resolve({
        pid: -1,
        ended: signal,
        stop: () => {
          notes.push(name)
          return Promise.resolve()
        },
      })
    },
  }
  return standIn
}

it('stops services in the reverse order of their start', async () => {
  const notes: string[] = []
  const supervisor = createSupervisor(() => undefined)
  for (const name of ['database', 'worker', 'api']) await supervisor.run(defineStandIn(name, notes))
  await supervisor.stopAll()
  expect(notes).toEqual(['api', 'worker', 'database'])
})

it('starts a service again that ended by itself, after a pause that grows, and says so', async () => {
  vi.useFakeTimers()
  const said: string[] = []
  const worker = defineStandIn('worker', [])
  const supervisor = createSupervisor((text) => said.push(text))
  await supervisor.run(worker)
  const pausesMs = [1_000, 2_000, 4_000]
  for (const [index, pauseMs] of pausesMs.entries()) {
    worker.end()
    await vi.advanceTimersByTimeAsync(pauseMs - 1)
    expect(worker.starts).toBe(index + 1)
    await vi.advanceTimersByTimeAsync(1)
    expect(worker.starts).toBe(index + 2)
  }
  expect(said).toContain('worker ended by itself and is started again in 4 s. Its log: worker.log')
  // After a minute without an end it counts as recovered.
  await vi.advanceTimersByTimeAsync(60_000)
  worker.end()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(worker.starts).toBe(5)
  vi.useRealTimers()
})

it('does not start a service again that it stopped itself, nor a new one after that', async () => {
  const worker = defineStandIn('worker', [])
  const supervisor = createSupervisor(() => undefined)
  await supervisor.run(worker)
  await supervisor.stopAll()
  worker.end()
  expect(worker.starts).toBe(1)
  expect(() => supervisor.run(defineStandIn('api', []))).toThrow('called off')
})

it('leaves the failure of a first start to whoever started it', async () => {
  const supervisor = createSupervisor(() => undefined)
  const failing = { name: 'api', logFile: 'api.log', start: () => Promise.reject(new Error('no')) }
  await expect(supervisor.run(failing)).rejects.toThrow('no')
})
