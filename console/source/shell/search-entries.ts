/** What the quick search finds: pages and things to make by their words, and records by what the API finds. */
import { queryOptions } from '@tanstack/react-query'
import type { useNavigate } from '@tanstack/react-router'
import { type Customer, customersPath, nameCustomer } from '../customers/customer-queries.ts'
import { readPage } from '../http/page.ts'
import { innerPages, pageGroups } from './pages.tsx'

export interface SearchEntry {
  key: string
  group: string
  label: string
  hint: string | null
  open: (navigate: ReturnType<typeof useNavigate>) => void
}

interface Named {
  id: string
  name: string
  status?: string
}

const rowsEach = 5

const toMake: readonly { label: string; words: string; open: SearchEntry['open'] }[] = [
  {
    label: 'New broadcast',
    words: 'create send email sms push',
    open: (go) => void go({ to: '/configuration/marketing-campaign/add/new' }),
  },
  { label: 'New promotion', words: 'create voucher', open: (go) => void go({ to: '/configuration/voucher-campaign/promotion/add/new' }) },
  { label: 'New autopilot', words: 'create journey', open: (go) => void go({ to: '/configuration/voucher-campaign/autopilot/add/new' }) },
  { label: 'New audience', words: 'create rule', open: (go) => void go({ to: '/audiences/new' }) },
  { label: 'New offer', words: 'create discount', open: (go) => void go({ to: '/offers/new' }) },
  { label: 'Import a file', words: 'csv upload customers orders', open: (go) => void go({ to: '/imports/new' }) },
]

/** Every word that was typed must begin a word of it. */
export function matches(typed: string, text: string): boolean {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '')
    .every((part) => words.some((word) => word.startsWith(part)))
}

/** By their names, which come first, or by what else they are looked for by. */
export function findPages(typed: string, isByName: boolean): SearchEntry[] {
  // Before anything is typed, what the navigation shows.
  const offered = [...pageGroups.flatMap((group) => group.pages), ...(typed.trim() === '' ? [] : innerPages)]
  const pages = offered
    .filter(({ label, words = '' }) => matches(typed, isByName ? label : `${label} ${words}`) && (isByName || !matches(typed, label)))
    .map(({ to, label }): SearchEntry => ({
      key: to,
      group: isByName ? 'Pages' : 'Also',
      label,
      hint: null,
      open: (go) => void go({ to }),
    }))
  const made = toMake
    .filter(({ label, words }) => matches(typed, isByName ? label : `${label} ${words}`) && (isByName || !matches(typed, label)))
    .map(({ label, open }): SearchEntry => ({ key: label, group: isByName ? 'Make' : 'Also', label, hint: null, open }))
  return [...pages, ...made]
}

/** Each kind for itself: one that may not be read, or fails, keeps the others. */
export function recordsQuery(typed: string) {
  return queryOptions({
    queryKey: ['quick-search', typed],
    async queryFn({ signal }) {
      const found = await Promise.allSettled(finders.map((find) => find(typed, signal)))
      return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    },
    staleTime: 30_000,
  })
}

const finders: readonly ((q: string, signal: AbortSignal) => Promise<SearchEntry[]>)[] = [
  findNamed('/api/v1/broadcasts', 'Broadcasts', (go, id) => void go({ to: '/configuration/marketing-campaign/$id', params: { id } })),
  findNamed(
    '/api/v1/promotions',
    'Promotions',
    (go, id) => void go({ to: '/configuration/voucher-campaign/promotion/$id', params: { id } }),
  ),
  findNamed(
    '/api/v1/autopilots',
    'Autopilots',
    (go, id) => void go({ to: '/configuration/voucher-campaign/autopilot/$id', params: { id } }),
  ),
  findNamed('/api/v1/audiences', 'Audiences', (go, id) => void go({ to: '/audiences/$id', params: { id } })),
  async (q, signal) => {
    const { data } = await readPage<Customer>(customersPath, { q, limit: rowsEach }, signal)
    return data.map((customer) => ({
      key: customer.id,
      group: 'Customers',
      label: nameCustomer(customer),
      hint: customer.email ?? customer.externalId,
      open: (go) => void go({ to: '/customers/$id', params: { id: customer.id } }),
    }))
  },
]

function findNamed(path: string, group: string, open: (navigate: ReturnType<typeof useNavigate>, id: string) => void) {
  return async (q: string, signal: AbortSignal): Promise<SearchEntry[]> => {
    const { data } = await readPage<Named>(path, { q, limit: rowsEach }, signal)
    return data.map(({ id, name, status }) => ({ key: id, group, label: name, hint: status ?? null, open: (go) => open(go, id) }))
  }
}
