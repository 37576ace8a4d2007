/** Random choices from a seed: the same seed makes the same ledger. */

export interface Random {
  /** A whole number from 0 on, below `below`. */
  upTo(below: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  uuid(): string
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const upTo = (below: number) => Math.floor(next() * below)
  return {
    upTo,
    chance: (share) => next() < share,
    pick(from) {
      const one = from[upTo(from.length)]
      if (one === undefined) throw new Error('There is nothing to pick from')
      return one
    },
    uuid() {
      const hex = Array.from({ length: 32 }, () => upTo(16).toString(16)).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}
