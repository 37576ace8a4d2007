import { describe, expect, it } from 'vitest'
import { findPagePart } from './page-parts.ts'

describe('what a page needs of who changes something', () => {
  it.each([
    ['/configuration/marketing-campaign', 'broadcasts:write', undefined],
    ['/configuration/marketing-campaign/add/new', 'broadcasts:write', true],
    ['/configuration/marketing-campaign/brd_1', 'broadcasts:write', undefined],
    ['/configuration/voucher-campaign/promotion/add/new', 'promotions:write', true],
    ['/audiences/new', 'audiences:write', true],
    ['/settings', 'settings:write', true],
    ['/settings/segments', 'settings:write', true],
  ] as const)('%s', (path, scope, isForm) => {
    expect(findPagePart(path)).toMatchObject({ scope, ...(isForm === undefined ? {} : { isForm }) })
  })

  it('is a draft on Today, and only there', () => {
    expect(findPagePart('/')).toMatchObject({ scope: 'broadcasts:write' })
  })

  it.each(['/customers', '/reports/marketing-campaigns', '/settings/account', '/settings/members', '/settingsandmore'])(
    'is nothing for %s',
    (path) => {
      expect(findPagePart(path)).toBeUndefined()
    },
  )
})
