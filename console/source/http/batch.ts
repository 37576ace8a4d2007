/** Questions about one thing each, asked together: what comes up at about the same time is one request. */

interface BatchOptions<Answer> {
  /** More are asked for in several requests: as many as the API takes ids. */
  most?: number
  /** @returns what is to be said of each */
  read: (ids: string[]) => Promise<(id: string) => Answer>
}

interface Waiting<Answer> {
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/** All that a list asks for while it is drawn: until the browser has nothing else to do. */
const waitMs = 0

export function createBatch<Answer>({ most = 100, read }: BatchOptions<Answer>): (id: string) => Promise<Answer> {
  let waiting = new Map<string, Waiting<Answer>[]>()

  const ask = () => {
    const all = [...waiting]
    waiting = new Map()
    for (let at = 0; at < all.length; at += most) void askFor(all.slice(at, at + most))
  }
  const askFor = async (some: [string, Waiting<Answer>[]][]) => {
    try {
      const answer = await read(some.map(([id]) => id))
      for (const [id, all] of some) for (const { resolve } of all) resolve(answer(id))
    } catch (error) {
      for (const [, all] of some) for (const { reject } of all) reject(error)
    }
  }
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setTimeout(ask, waitMs)
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }])
    })
}
