/** A server of a stack that can be killed without a word and started again on its data, on the same port. */
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive } from '../../cli/start/child-process.ts'

interface Running {
  pid: number
  stop(): Promise<void>
}

export interface MortalServer {
  readonly pid: number
  /** With SIGKILL. Returns once it is gone. */
  kill(): Promise<void>
  /** As it was started at first. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function keepMortal(first: Running, startAgain: () => Promise<Running>): MortalServer {
  let running: Running | undefined = first
  return {
    get pid() {
      if (running === undefined) throw new Error('The server was killed')
      return running.pid
    },
    async kill() {
      if (running === undefined) return
      const { pid } = running
      running = undefined
      process.kill(pid, 'SIGKILL')
      // A child of ours that nobody has waited for yet counts as alive.
      while (isProcessAlive(pid)) await delay(10)
    },
    async start() {
      running ??= await startAgain()
    },
    async stop() {
      await running?.stop()
      running = undefined
    },
  }
}
