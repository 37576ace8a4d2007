/** What the ways are called that lead on from a step: in a form, and short, in the picture. */
import type { Step } from '../autopilot-queries.ts'

interface ExitName {
  /** As a label: `When it was not in time`. */
  label: string
  /** Beside a line. */
  short: string
}

type TwoWay = Extract<Step, { kind: 'waitFor' | 'voucher' | 'send' | 'webhook' }>['kind']

const twoWays: Record<TwoWay, { next: ExitName; otherwise: ExitName }> = {
  waitFor: {
    next: { label: 'Once it has happened', short: 'in time' },
    otherwise: { label: 'When the time is over', short: 'not in time' },
  },
  voucher: {
    next: { label: 'With the voucher', short: 'given' },
    otherwise: { label: 'Where none can be had (budget, limit)', short: 'none left' },
  },
  send: {
    next: { label: 'After the message', short: 'sent' },
    otherwise: { label: 'Where every channel is closed', short: 'no channel' },
  },
  webhook: {
    next: { label: 'Once it is taken', short: 'taken' },
    otherwise: { label: 'Where it is refused', short: 'refused' },
  },
}

/** @param path as `listExits` gives it */
export function nameExit(step: Step, path: string): ExitName {
  switch (step.kind) {
    case 'wait':
    case 'tag':
      return { label: 'Then', short: '' }
    case 'waitFor':
    case 'voucher':
    case 'send':
    case 'webhook':
      return twoWays[step.kind][path === 'otherwise' ? 'otherwise' : 'next']
    case 'branch': {
      if (path === 'otherwise') return { label: 'Where none is true', short: 'else' }
      const number = readIndex(path) + 1
      return { label: `Where rule ${number} is true`, short: `rule ${number}` }
    }
    case 'split': {
      const arm = step.arms[readIndex(path)]
      return { label: `${arm?.name ?? ''}, then`, short: `${arm?.name.slice(0, 8) ?? ''} ${arm?.percent ?? 0}%` }
    }
    case 'exit':
      return { label: '', short: '' }
  }
}

function readIndex(path: string): number {
  return Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0)
}
