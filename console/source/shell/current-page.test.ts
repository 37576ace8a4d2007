import { describe, expect, it } from 'vitest'
import { findCurrent } from './current-page.ts'
import { pageGroups } from './pages.tsx'

const entries = [...pageGroups.flatMap(({ pages }) => pages), { to: '/settings/account', label: 'Your account' }]

describe('the entry of the navigation that a page belongs to', () => {
  it.each([
    ['/', 'Today'],
    ['/customers/cus_1', 'Customers'],
    ['/configuration/marketing-campaign/add/new', 'Broadcasts'],
    ['/configuration/voucher-campaign/autopilot/aut_1/journeys/jrn_1', 'Autopilots'],
    ['/reports/marketing-campaigns/brd_1/people', 'Sent broadcasts'],
    ['/reports/voucher-campaigns/overview', 'Voucher campaigns'],
    ['/reports/voucher-campaigns/customer-engagement', 'Voucher campaigns'],
    ['/reports/voucher-campaigns/people', 'Voucher campaigns'],
    ['/reports/voucher-campaigns/system-health', 'System'],
    ['/settings/members', 'Settings'],
    ['/settings/account', 'Your account'],
  ])('of %s is %s', (path, label) => {
    expect(findCurrent(entries, path)?.label).toBe(label)
  })

  it.each(['/nowhere', '/join', '/customersandmore'])('is none for %s', (path) => {
    expect(findCurrent(entries, path)).toBeUndefined()
  })
})
