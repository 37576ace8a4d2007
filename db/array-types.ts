/**
 * Which types are arrays of which others, asked for by ourselves. The driver (3.4.9) asks each new connection on its way, in a promise that nobody holds: a connection that is lost
 * in that very moment ends the process. Here it is a question like any other, on a connection of its own, and whoever wanted the connection hears of the fault.
 */
import type postgres from 'postgres'

/** What we know of the driver's options: how values of a type are read and written, by the type's OID. */
interface DriverTypes {
  parsers: Record<number, ((text: string) => unknown) & { array?: boolean }>
  serializers: Record<number, (value: unknown) => unknown>
  /** The array of each type. */
  shared: { typeArrayMap: Record<number, number> }
}

/** Teaches a pool to read and write arrays of every type that the database has now. @throws the driver's fault when the connection is lost */
export async function learnArrayTypes(pool: postgres.Sql, openAnother: () => postgres.Sql): Promise<undefined> {
  const { parsers, serializers, shared } = pool.options as unknown as DriverTypes
  const asker = openAnother()
  try {
    const types = await asker<{ element: number; array: number; delimiter: string }[]>`
      SELECT e.oid AS element, e.typarray AS array, e.typdelim AS delimiter FROM pg_type e WHERE e.typarray <> 0 AND e.typtype <> 'c'`
    for (const { element, array, delimiter } of types) {
      shared.typeArrayMap[element] = array
      parsers[array] ??= (text) => parseArray(text, delimiter, parsers[element])
      serializers[array] ??= (value) => serializeArray(value, delimiter, serializers[element])
    }
  } finally {
    await asker.end({ timeout: 1 })
  }
}

/** PostgreSQL's text form of an array: braces, elements quoted where they must be, NULL bare. https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO */
export function parseArray(text: string, delimiter: string, parse: (text: string) => unknown = (element) => element): unknown[] {
  // An array that does not begin at 1 says so first: [0:1]={a,b}
  let at = text.indexOf('{')
  const readElement = (): unknown => {
    if (text[at] === '{') return readArray()
    if (text[at] !== '"') {
      const from = at
      while (text[at] !== delimiter && text[at] !== '}') at += 1
      const bare = text.slice(from, at)
      return bare === 'NULL' ? null : parse(bare)
    }
    let element = ''
    for (at += 1; text[at] !== '"'; at += 1) {
      if (text[at] === '\\') at += 1
      element += text[at]
    }
    at += 1
    return parse(element)
  }
  const readArray = (): unknown[] => {
    const elements: unknown[] = []
    at += 1
    while (text[at] !== '}') {
      elements.push(readElement())
      if (text[at] === delimiter) at += 1
    }
    at += 1
    return elements
  }
  return readArray()
}

/** The same, the other way; what is no array is left to PostgreSQL. */
export function serializeArray(value: unknown, delimiter: string, serialize: (value: unknown) => unknown = String): unknown {
  if (!Array.isArray(value)) return value
  const elements = value.map((element: unknown) => {
    if (Array.isArray(element)) return serializeArray(element, delimiter, serialize)
    if (element === null) return 'NULL'
    if (element === undefined) throw new TypeError('An array for PostgreSQL has an undefined element')
    return `"${String(serialize(element)).replaceAll(/["\\]/g, String.raw`\$&`)}"`
  })
  return `{${elements.join(delimiter)}}`
}
