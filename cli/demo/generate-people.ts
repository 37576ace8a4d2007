/** The demo store's customers: who they are and where they live. Addresses are of domains and number ranges that are nobody's. */
import type { Faker } from '@faker-js/faker'
import { faker as german } from '@faker-js/faker/locale/de'
import { faker as british } from '@faker-js/faker/locale/en_GB'
import { faker as american } from '@faker-js/faker/locale/en_US'
import { faker as spanish } from '@faker-js/faker/locale/es'
import { faker as french } from '@faker-js/faker/locale/fr'
import { faker as italian } from '@faker-js/faker/locale/it'
import { faker as dutch } from '@faker-js/faker/locale/nl'
import { faker as swedish } from '@faker-js/faker/locale/sv'
import type { CustomerWrite } from '../../domain/customers.ts'
import { type Chance, createChance } from './chance.ts'
import { type NameLocale, type Place, places } from './places.ts'

export interface DemoPerson {
  customer: CustomerWrite & { externalId: string; email: string | null; phone: string | null }
  place: Place
}

const fakers: Record<NameLocale, Faker> = {
  de: german,
  en_US: american,
  en_GB: british,
  fr: french,
  es: spanish,
  nl: dutch,
  sv: swedish,
  it: italian,
}
const mailDomains = ['example.com', 'example.org', 'example.net']

const shares = { email: 0.96, sharedEmail: 0.012, phone: 0.72, birthday: 0.68, foreignLanguage: 0.08, timeZone: 0.93 }

export function generatePeople({ seed, until, count }: { seed: number; until: Date; count: number }): DemoPerson[] {
  const chance = createChance(seed, 'people')
  for (const faker of Object.values(fakers)) faker.seed(seed)
  const takenEmails = new Set<string>()
  const phones = createPhones(chance)
  const people: DemoPerson[] = []
  for (let number = 1; number <= count; number += 1) {
    const place = chance.pickWeighted(places, ({ share }) => share)
    const { firstName, lastName } = drawName(place, chance)
    const email = chance.isTrue(shares.email) ? drawEmail({ firstName, lastName }, { chance, people, takenEmails }) : null
    const { country, region, city, postalCode } = place
    people.push({
      place,
      customer: {
        externalId: `demo-customer-${String(number).padStart(5, '0')}`,
        email,
        phone: chance.isTrue(shares.phone) ? phones.draw(place) : null,
        firstName,
        lastName,
        language: chance.isTrue(shares.foreignLanguage) ? 'en-GB' : place.language,
        country,
        region,
        city,
        postalCode,
        timeZone: chance.isTrue(shares.timeZone) ? place.timeZone : null,
        birthday: chance.isTrue(shares.birthday) ? drawBirthday(chance, until) : null,
      },
    })
  }
  return people
}

function drawName({ names }: Place, chance: Chance): { firstName: string; lastName: string } {
  const faker = fakers[names]
  const sex = chance.isTrue(0.56) ? 'female' : 'male'
  return { firstName: faker.person.firstName(sex), lastName: faker.person.lastName(sex) }
}

/** Mostly one's own; now and then that of somebody who is a customer already, as families and second accounts do. */
function drawEmail(
  name: { firstName: string; lastName: string },
  { chance, people, takenEmails }: { chance: Chance; people: DemoPerson[]; takenEmails: Set<string> },
): string {
  const other = people.length > 0 && chance.isTrue(shares.sharedEmail) ? chance.pick(people).customer.email : null
  if (other !== null) return other
  const local = [name.firstName, name.lastName].map(toAscii).join('.')
  const domain = chance.pick(mailDomains)
  let email = `${local}@${domain}`
  for (let attempt = 2; takenEmails.has(email); attempt += 1) email = `${local}${attempt}@${domain}`
  takenEmails.add(email)
  return email
}

function toAscii(name: string): string {
  const plain = name.toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('æ', 'ae').normalize('NFD')
  return plain.replaceAll(/[^a-z]/g, '') || 'customer'
}

function drawBirthday(chance: Chance, until: Date): string {
  const years = Math.min(85, 18 + chance.gamma(3.2, 7.5))
  return new Date(until.getTime() - years * 365.25 * 86_400_000).toISOString().slice(0, 10)
}

/** Each number once; null when a place has none left. */
function createPhones(chance: Chance): { draw(place: Place): string | null } {
  const left = new Map<number, number[]>()
  return {
    draw({ phones }) {
      const open = phones
        .map(([first, last]) => {
          const numbers = left.get(first) ?? Array.from({ length: last - first + 1 }, (_, index) => first + index)
          left.set(first, numbers)
          return numbers
        })
        .filter((numbers) => numbers.length > 0)
      if (open.length === 0) return null
      const numbers = chance.pick(open)
      const [number] = numbers.splice(chance.integer(0, numbers.length - 1), 1)
      return `+${number}`
    },
  }
}
