import { describe, expect, it } from 'vitest'
import { guessKind, lookAtFile } from './file-look.ts'

describe('a file that was chosen', () => {
  it.each([
    ['customers', 'externalId,email,firstName'],
    ['customers', 'First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders,Tags'],
    ['orders', 'Name,Email,Financial Status,Created at,Total,Lineitem name'],
    ['orders', 'order_id;customer_id;placed_at;total'],
    ['orders', 'Date\tOrder #\tStatus'],
  ])('holds %s by its header %s', (kind, header) => {
    expect(guessKind(header)).toBe(kind)
  })

  it('is refused where it is a workbook, or empty', async () => {
    expect((await lookAtFile(new Blob([]))).problem).toContain('empty')
    expect((await lookAtFile(new Blob([new Uint8Array([0x50, 0x4b, 3, 4])]))).problem).toContain('Save as')
    expect(await lookAtFile(new Blob(['order_id,total\n1,2\n']))).toEqual({ kind: 'orders' })
  })
})
