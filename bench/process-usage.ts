/** What a process, and those it started, have used: from /proc, so on Linux alone. */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

export interface Usage {
  cpuSeconds: number
  /** The sum over the processes of the most memory that each had resident at one time. */
  peakRssMb: number
}

/** Of `pid` and its descendants; processes that have ended count with their parent. */
export function readUsage(pid: number): Usage {
  const pids = [pid, ...listDescendants(pid)]
  let ticks = 0
  let peakKb = 0
  for (const one of pids) {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      // utime, stime, cutime, cstime.
      ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
      peakKb += Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0)
    } catch {
      // It has ended in between.
    }
  }
  return { cpuSeconds: ticks / ticksPerSecond, peakRssMb: Math.round(peakKb / 1024) }
}

/** The processes that a benchmark looks at. */
export type Part = 'worker' | 'postgres' | 'temporal' | 'sandbox'

export function mapParts<Value>(pids: Record<Part, number>, read: (pid: number, part: Part) => Value): Record<Part, Value> {
  const of = (part: Part) => read(pids[part], part)
  return { worker: of('worker'), postgres: of('postgres'), temporal: of('temporal'), sandbox: of('sandbox') }
}

function listDescendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      parents.set(
        Number(name),
        Number(
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) /, '')
            .split(' ')[1],
        ),
      )
    } catch {
      // It has ended in between.
    }
  }
  const found: number[] = []
  for (let generation = [pid]; generation.length > 0;) {
    generation = [...parents].filter(([, parent]) => generation.includes(parent)).map(([child]) => child)
    found.push(...generation)
  }
  return found
}
