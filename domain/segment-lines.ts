/**
 * Percent ranks turned round: "rank at least p" is "greater than the value at place ⌈p × (buyers − 1)⌉ in ascending order", ties included. Here are those
 * places, in exact arithmetic, and the values at them.
 */
import type { RankedFigures } from './ranked-figures.ts'

const scores = 5

/** Counted from 1; undefined where nobody has a rank above 0. `rank` is above 0 and at most 1, and taken for the decimal that it is written as. */
export function placeOfRank(rank: number, buyers: number): number | undefined {
  if (buyers < 2) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(String(rank)) ?? []
  const over = BigInt(whole + fraction) * BigInt(buyers - 1)
  const under = 10n ** BigInt(fraction.length - Number(exponent))
  return Number((over + under - 1n) / under)
}

export interface FigureLines {
  /** A figure has at least that score, 1 to 5, when it is greater than this. */
  ofScore: (score: number) => number
  /** A figure has at least `rank` when it is greater than this. */
  ofRank: number
}

/** Of the figures of all buyers; `rank` as in `placeOfRank`. */
export function findLines(figures: RankedFigures, rank = 1): FigureLines {
  const { size } = figures
  const rankPlace = placeOfRank(rank, size)
  if (rankPlace === undefined) return { ofScore: (score) => (score === 1 ? -Infinity : Infinity), ofRank: Infinity }
  const places = Array.from({ length: scores - 1 }, (_, below) => Math.ceil(((below + 1) * (size - 1)) / scores))
  const [ofRank = Infinity, ...ofScores] = figures.findAt([rankPlace, ...places])
  return { ofScore: (score) => (score === 1 ? -Infinity : (ofScores[score - 2] ?? Infinity)), ofRank }
}
