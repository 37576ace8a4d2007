/** How well something is: all is well, to be looked at today, or now. */
import type { Tone } from '../words/outcomes.ts'
import { Status } from './status.tsx'

export type Level = 'green' | 'amber' | 'red'

export const levels: Record<Level, { label: string; tone: Tone }> = {
  green: { label: 'Well', tone: 'good' },
  amber: { label: 'Look today', tone: 'warn' },
  red: { label: 'Look now', tone: 'bad' },
}

export function isLevel(text: unknown): text is Level {
  return typeof text === 'string' && Object.hasOwn(levels, text)
}

export function LevelStatus({ level }: { level: Level }) {
  return <Status {...levels[level]} />
}
