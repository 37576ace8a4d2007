/** How high a chart goes and which numbers and times stand at its edges. */

export interface ChartScale {
  /** At least the highest number; a round one. */
  top: number
  /** Between two lines. */
  step: number
}

/** Round steps of whole numbers, about four of them. */
export function chooseScale(highest: number): ChartScale {
  if (highest <= 0) return { top: 1, step: 1 }
  const rough = highest / 4
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, Math.ceil(([1, 2, 2.5, 5].find((times) => times * size >= rough) ?? 10) * size))
  return { top: Math.ceil(highest / step) * step, step }
}

/** From 0 to the top. */
export function listTicks({ top, step }: ChartScale): number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
}

export interface TimeMark {
  text: string
  /** Of the whole width, from the left. */
  share: number
  side: 'left' | 'middle' | 'right'
  /** Left out where there is little room. */
  isMinor: boolean
}

/**
 * The first slot, the last, and up to three between them.
 * @param room for how many slots the width is, where there are fewer; points lie on both edges
 */
export function listTimeMarks(slots: readonly string[], { arePoints, room }: { arePoints: boolean; room: number }): TimeMark[] {
  const last = slots.length - 1
  const [first, final] = [slots[0], slots[last]]
  if (first === undefined || final === undefined) return []
  const shareOf = (index: number) => (arePoints ? index / Math.max(last, 1) : (index + 0.5) / Math.max(room, slots.length))
  // Two names side by side need room.
  if (shareOf(last) < 0.4) return [{ text: first === final ? first : `${first} – ${final}`, share: 0, side: 'left', isMinor: false }]
  const middle = Math.round(last / 2)
  const isAtEdge = shareOf(last) > 0.9
  // Where the last stands nearer, there is no room for a third on a phone.
  const isMinor = (index: number) => index !== middle || !isAtEdge
  const between = last < 8 ? [] : [Math.round(last / 4), middle, Math.round((3 * last) / 4)]
  return [
    { text: first, share: 0, side: 'left', isMinor: false },
    ...between.map((index) => ({ text: slots[index] ?? '', share: shareOf(index), side: 'middle' as const, isMinor: isMinor(index) })),
    { text: final, share: isAtEdge ? 1 : shareOf(last), side: isAtEdge ? 'right' : 'middle', isMinor: false },
  ]
}
