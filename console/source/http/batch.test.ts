import { describe, expect, it } from 'vitest'
import { createBatch } from './batch.ts'

function countBatches({ most = 100, fault }: { most?: number; fault?: Error } = {}) {
  const asked: string[][] = []
  const readOne = createBatch<string>({
    most,
    async read(ids) {
      asked.push(ids)
      if (fault !== undefined && asked.length === 1) throw fault
      return (id) => `name of ${id}`
    },
  })
  return { asked, readOne }
}

describe('questions about one thing each', () => {
  it('are one request where they come up together, each with its own answer', async () => {
    const { asked, readOne } = countBatches()
    expect(await Promise.all(['a', 'b', 'a'].map(readOne))).toEqual(['name of a', 'name of b', 'name of a'])
    expect(asked).toEqual([['a', 'b']])
    expect(await readOne('c')).toBe('name of c')
    expect(asked).toEqual([['a', 'b'], ['c']])
  })

  it('are several requests where there are more than one may ask for', async () => {
    const { asked, readOne } = countBatches({ most: 2 })
    await Promise.all(['a', 'b', 'c'].map(readOne))
    expect(asked).toEqual([['a', 'b'], ['c']])
  })

  it('fail together, and can be asked again', async () => {
    const fault = new Error('no answer')
    const { readOne } = countBatches({ fault })
    expect(await Promise.allSettled(['a', 'b'].map(readOne))).toEqual([
      { status: 'rejected', reason: fault },
      { status: 'rejected', reason: fault },
    ])
    expect(await readOne('a')).toBe('name of a')
  })
})
