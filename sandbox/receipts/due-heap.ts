/** A priority queue of things that fall due: the earliest first, and of equal instants the one added first. */

interface Entry<T> {
  dueAt: number
  order: number
  item: T
}

export interface DueHeap<T> {
  add(dueAt: number, item: T): void
  nextDueAt(): number | undefined
  take(): T | undefined
  size(): number
  clear(): void
}

export function createDueHeap<T>(): DueHeap<T> {
  let entries: Entry<T>[] = []
  let added = 0

  const isBefore = (one: Entry<T>, other: Entry<T>) => one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order)

  function siftUp(entry: Entry<T>, from: number): void {
    let position = from
    while (position > 0) {
      const parent = (position - 1) >> 1
      const above = entries[parent]
      if (!above || !isBefore(entry, above)) break
      entries[position] = above
      position = parent
    }
    entries[position] = entry
  }

  function siftDown(entry: Entry<T>): void {
    let position = 0
    for (;;) {
      const left = entries[2 * position + 1]
      const right = entries[2 * position + 2]
      const child = right && left && isBefore(right, left) ? 2 * position + 2 : 2 * position + 1
      const below = entries[child]
      if (!below || !isBefore(below, entry)) break
      entries[position] = below
      position = child
    }
    entries[position] = entry
  }

  return {
    add(dueAt, item) {
      added += 1
      siftUp({ dueAt, order: added, item }, entries.length)
    },
    nextDueAt: () => entries[0]?.dueAt,
    take() {
      const first = entries[0]
      const last = entries.pop()
      if (first && last && entries.length > 0) siftDown(last)
      return first?.item
    },
    size: () => entries.length,
    clear() {
      entries = []
    },
  }
}
