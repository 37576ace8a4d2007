/**
 * Chance that repeats: a generator for a seed, and the distributions that the demo store is drawn from. Each part of the store draws from a
 * generator of its own (`createChance(seed, 'orders')`), so that a change to one part leaves the others as they were.
 */

export interface Chance {
  /** At least 0 and below 1. */
  uniform(): number
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number
  isTrue(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** Picks in proportion to the weights. */
  pickWeighted<T>(choices: readonly T[], weightOf: (choice: T) => number): T
  exponential(rate: number): number
  normal(): number
  /** Mean `shape × scale`. */
  gamma(shape: number, scale: number): number
  /** Mean `a ÷ (a + b)`. */
  beta(a: number, b: number): number
}

export function createChance(seed: number, part: string): Chance {
  const uniform = createGenerator(seed, part)
  const chance: Chance = {
    uniform,
    integer: (min, max) => min + Math.floor(uniform() * (max - min + 1)),
    isTrue: (probability) => uniform() < probability,
    pick<T>(choices: readonly T[]): T {
      const choice = choices[Math.floor(uniform() * choices.length)]
      if (choice === undefined) throw new RangeError('There is nothing to pick from')
      return choice
    },
    pickWeighted<T>(choices: readonly T[], weightOf: (choice: T) => number): T {
      let left = uniform() * choices.reduce((sum, choice) => sum + weightOf(choice), 0)
      for (const choice of choices) {
        left -= weightOf(choice)
        if (left < 0) return choice
      }
      return chance.pick(choices.slice(-1))
    },
    exponential: (rate) => -Math.log(1 - uniform()) / rate,
    // Box and Muller.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    gamma: (shape, scale) => drawGamma(chance, shape) * scale,
    beta(a, b) {
      const left = drawGamma(chance, a)
      return left / (left + drawGamma(chance, b))
    },
  }
  return chance
}

/** Marsaglia and Tsang (2000), with their boost for shapes below one. */
function drawGamma(chance: Chance, shape: number): number {
  if (shape < 1) return drawGamma(chance, shape + 1) * (1 - chance.uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = chance.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - chance.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** sfc32, seeded with the seed and a hash (FNV-1a) of the part's name. */
function createGenerator(seed: number, part: string): () => number {
  let hash = 0x811c9dc5
  for (const character of part) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  let [a, b, c, counter] = [seed >>> 0, hash >>> 0, 0x9e3779b9, 1]
  const next = () => {
    const sum = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum / 4_294_967_296
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}
