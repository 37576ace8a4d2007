/**
 * Keeps services running: starts them one after the other, starts one again that ends by itself (after a pause that grows while
 * it keeps ending), and stops them in the reverse order of their start.
 *
 * A service is: starting → running → (ended by itself → pausing → starting) … → stopped. Only `stopAll` leads to stopped.
 */
const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** One that ran this long has recovered, and its next end is a first one again. */
const steadyAfterMs = 60_000

export interface RunningService {
  pid: number
  /** Given when it ends, whoever ended it. */
  ended: AbortSignal
  stop(): Promise<void>
}

export interface ServiceDefinition<Service extends RunningService = RunningService> {
  name: string
  /** Starts it and waits until it is ready. @throws when it does not become ready. */
  start(): Promise<Service>
  logFile: string
}

export interface Supervisor {
  /** Starts it for the first time; its failure is the caller's. */
  run<Service extends RunningService>(definition: ServiceDefinition<Service>): Promise<Service>
  /** Nothing starts any more once this was called. */
  stopAll(): Promise<void>
  /** Kills what is running, at once. */
  killAll(): void
}

export function createSupervisor(say: (text: string) => void): Supervisor {
  const running = new Map<string, RunningService>()
  const starting = new Set<Promise<unknown>>()
  const pausesMs = new Map<string, number>()
  const stopping = new AbortController()

  const launch = async <Service extends RunningService>(definition: ServiceDefinition<Service>): Promise<Service> => {
    const start = definition.start()
    starting.add(start)
    try {
      const service = await start
      running.set(definition.name, service)
      const startedAt = Date.now()
      service.ended.addEventListener('abort', () => void revive(definition, Date.now() - startedAt), { once: true })
      return service
    } finally {
      starting.delete(start)
    }
  }

  const choosePauseMs = (name: string, ranMs: number): number => {
    const lastMs = pausesMs.get(name)
    const pauseMs = ranMs >= steadyAfterMs || lastMs === undefined ? firstPauseMs : Math.min(lastMs * 2, longestPauseMs)
    pausesMs.set(name, pauseMs)
    return pauseMs
  }

  const revive = async (definition: ServiceDefinition, ranMs: number): Promise<void> => {
    if (stopping.signal.aborted) return
    running.delete(definition.name)
    const pauseMs = choosePauseMs(definition.name, ranMs)
    say(`${definition.name} ended by itself and is started again in ${pauseMs / 1_000} s. Its log: ${definition.logFile}`)
    await pause(pauseMs, stopping.signal)
    if (stopping.signal.aborted) return
    try {
      await launch(definition)
      say(`${definition.name} runs again.`)
    } catch {
      await revive(definition, 0)
    }
  }

  return {
    run: (definition) => {
      if (stopping.signal.aborted) throw new Error('The start was called off.')
      return launch(definition)
    },
    async stopAll() {
      stopping.abort()
      // One that is just starting is waited for, so that it does not stay behind.
      await Promise.allSettled(starting)
      for (const service of [...running.values()].reverse()) await service.stop()
      running.clear()
    },
    killAll() {
      stopping.abort()
      for (const service of running.values()) {
        try {
          process.kill(service.pid, 'SIGKILL')
        } catch {
          // It has ended already.
        }
      }
    },
  }
}

function pause(durationMs: number, cutShort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      cutShort.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, durationMs)
    cutShort.addEventListener('abort', finish)
  })
}
