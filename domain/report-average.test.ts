import { describe, expect, it } from 'vitest'
import { averageFigures } from './report-average.ts'

describe('the average of broadcasts', () => {
  it('is the mean of each count, and of each currency for itself', () => {
    const first = { sent: 10, opened: 3, revenue: [{ currency: 'EUR', amountMinor: 1_000 }], messageCost: [] }
    const second = {
      sent: 5,
      opened: 0,
      revenue: [{ currency: 'USD', amountMinor: 99 }],
      messageCost: [{ currency: 'EUR', amountMicros: 7 }],
    }
    expect(averageFigures([first, second])).toEqual({
      sent: 7.5,
      opened: 1.5,
      revenue: [
        { currency: 'EUR', amountMinor: 500 },
        { currency: 'USD', amountMinor: 50 },
      ],
      messageCost: [{ currency: 'EUR', amountMicros: 4 }],
    })
  })

  it('is none of nothing', () => {
    expect(averageFigures([])).toBeUndefined()
  })
})
