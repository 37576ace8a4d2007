/** Customers by their addresses, for rows that have no id of theirs. */
import type { Sql } from '../../client.ts'

export interface Addresses {
  email?: string | null | undefined
  phone?: string | null | undefined
}

/**
 * For each, in order, the external id of a customer with that email address, else of one with that phone number; undefined where there is none. A phone number is often a household's: of two different email
 * addresses it makes no one person. Of several customers with one address the one who has an id of the store's own comes first, then the one who has been there longest.
 */
async function findByAddress(sql: Sql, wanted: readonly Addresses[]): Promise<(string | undefined)[]> {
  const emails = listDistinct(wanted.map(({ email }) => email))
  const phones = listDistinct(wanted.map(({ phone }) => phone))
  const byEmail =
    emails.length === 0
      ? []
      : await sql<{ address: string; externalId: string }[]>`
          SELECT DISTINCT ON (email) email AS address, external_id AS "externalId" FROM customers WHERE email = ANY(${emails}::text[])
          ORDER BY email, external_id ~ '^(email|phone):', id`
  const byPhone =
    phones.length === 0
      ? []
      : await sql<{ address: string; externalId: string; hasEmail: boolean }[]>`
          SELECT DISTINCT ON (phone) phone AS address, external_id AS "externalId", email IS NOT NULL AS "hasEmail" FROM customers WHERE phone = ANY(${phones}::text[])
          ORDER BY phone, external_id ~ '^(email|phone):', id`
  const people = new KnownPeople()
  for (const { address, externalId } of byEmail) people.add({ email: address }, externalId)
  for (const { address, externalId, hasEmail } of byPhone) people.add({ email: hasEmail ? 'another' : null, phone: address }, externalId)
  return wanted.map((person) => people.find(person))
}

/** People by their addresses; who is there first stays. */
class KnownPeople {
  readonly #byEmail = new Map<string, string>()
  readonly #byPhone = new Map<string, { externalId: string; hasEmail: boolean }>()

  add({ email, phone }: Addresses, externalId: string): void {
    if (email && !this.#byEmail.has(email)) this.#byEmail.set(email, externalId)
    if (phone && !this.#byPhone.has(phone)) this.#byPhone.set(phone, { externalId, hasEmail: Boolean(email) })
  }

  find({ email, phone }: Addresses): string | undefined {
    const owner = phone ? this.#byPhone.get(phone) : undefined
    const byPhone = owner !== undefined && (!email || !owner.hasEmail) ? owner.externalId : undefined
    return (email ? this.#byEmail.get(email) : undefined) ?? byPhone
  }
}

/** Of these external ids, those that are somebody's. */
async function listKnownIds(sql: Sql, externalIds: readonly string[]): Promise<Set<string>> {
  if (externalIds.length === 0) return new Set()
  const rows = await sql<{ externalId: string }[]>`
    SELECT external_id AS "externalId" FROM customers WHERE external_id = ANY(${[...new Set(externalIds)]}::text[])`
  return new Set(rows.map((row) => row.externalId))
}

/**
 * Gives customers who were made by their address the store's own id, now that it is known: who ordered and who is in the list of customers are one. Not where somebody has that id already.
 * Locks in the order of all writers, and before any of them.
 */
export async function adoptByAddress(sql: Sql, rows: readonly { externalId: string; addressIds: readonly string[] }[]): Promise<void> {
  const owners = new Map(
    rows.toReversed().flatMap(({ externalId, addressIds }) => addressIds.map((addressId) => [addressId, externalId] as const)),
  )
  if (owners.size === 0) return
  const made = await sql<{ id: string; externalId: string }[]>`
    SELECT id, external_id AS "externalId" FROM customers WHERE external_id = ANY(${[...owners.keys()]}::text[])
    ORDER BY external_id COLLATE "C" FOR UPDATE`
  if (made.length === 0) return
  // By email before by phone: one store id goes to one customer.
  const given = new Map<string, string>()
  for (const { id, externalId } of made) {
    const owner = owners.get(externalId)
    if (owner !== undefined && !given.has(owner)) given.set(owner, id)
  }
  const known = await listKnownIds(sql, [...given.keys()])
  const free = [...given].filter(([externalId]) => !known.has(externalId))
  if (free.length === 0) return
  await sql`
    UPDATE customers AS c SET external_id = n.external_id, updated_at = now()
    FROM unnest(${free.map(([, id]) => id)}::uuid[], ${free.map(([externalId]) => externalId)}::text[]) AS n (id, external_id) WHERE c.id = n.id`
}

function listDistinct(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => typeof value === 'string' && value !== '') as string[]
}

export interface NamedPerson extends Addresses {
  /** The store's own id, or the one that stands in for it. */
  externalId: string
  hasOwnId: boolean
}

/**
 * Whose a row is, for each in order: their own id if somebody has it, else whoever has the address, in the database or in an earlier row, else the id that they come with.
 * @param options `asksForIds`: it matters whether somebody has a store's own id although the row has no address. `takesOwnIds`: a store's own id is taken as it is, and only rows without one are looked for.
 */
export async function identifyPeople(
  sql: Sql,
  people: readonly NamedPerson[],
  { asksForIds = false, takesOwnIds = false }: { asksForIds?: boolean; takesOwnIds?: boolean },
): Promise<{ externalId: string; isKnown: boolean }[]> {
  const hasAddress = (person: NamedPerson) => Boolean(person.email) || Boolean(person.phone)
  if (!asksForIds && !people.some(hasAddress)) return people.map(({ externalId }) => ({ externalId, isKnown: false }))
  const asked = takesOwnIds ? [] : people.filter((person) => person.hasOwnId && (asksForIds || hasAddress(person)))
  const known = await listKnownIds(
    sql,
    asked.map(({ externalId }) => externalId),
  )
  const isOwn = ({ hasOwnId, externalId }: NamedPerson) => hasOwnId && (takesOwnIds || known.has(externalId))
  const stored = await findByAddress(
    sql,
    people.map((person) => (isOwn(person) ? {} : person)),
  )
  const earlier = new KnownPeople()
  return people.map((person, at) => {
    const found = isOwn(person) ? person.externalId : (stored[at] ?? earlier.find(person))
    const externalId = found ?? person.externalId
    earlier.add(person, externalId)
    return { externalId, isKnown: isOwn(person) || stored[at] !== undefined }
  })
}
