/**
 * Chance that repeats: the same seed always gives the same draws, and the same seed and words always give the
 * same number, so that a simulated reader of one address does the same thing in every run.
 */

/** A generator of numbers in [0, 1) (mulberry32), the same sequence for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number in [0, 1) that depends on the seed and the words alone (FNV-1a, then an avalanche). */
export function hashToUnit(seed: number, ...words: string[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const word of words) {
    for (let position = 0; position < word.length; position += 1) {
      hash = Math.imul(hash ^ word.charCodeAt(position), 0x01000193) >>> 0
    }
    hash = Math.imul(hash ^ 0xff, 0x01000193) >>> 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}
