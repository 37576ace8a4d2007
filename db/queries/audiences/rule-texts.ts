/** Texts without regard to case. The value in the rule is written in lower case here, the column by `lower_text` (migration 0110). */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { misfit, type PositiveOperator } from './rule-comparisons.ts'
import { hideFrequency } from './rule-expression.ts'

// For one value, and for all of a condition: a list of so many is hashed, and asked faster than a column is put into lower case.
const mostSpellings = 64
const mostSpellingsOfAll = 2_000

/** True, or false or null. @param isIndexed there is an index on `lower_text(column)` */
export function testText(sql: Sql, column: Fragment, operator: PositiveOperator, texts: string[], isIndexed = false): Fragment {
  const [text = ''] = texts
  const part = text.toLowerCase()
  switch (operator) {
    case '=':
    case 'in':
      return isIndexed ? equalsAnyLower(sql, column, texts) : equalsAny(sql, column, texts)
    case 'contains':
      return hideFrequency(sql, sql`strpos(lower_text(${column}), ${part}) > 0`)
    case 'starts with':
      return hideFrequency(sql, sql`starts_with(lower_text(${column}), ${part})`)
    case 'ends with':
      return hideFrequency(sql, sql`right(lower_text(${column}), length(${part}::text)) = ${part}`)
    case 'is set':
      return sql`${column} IS NOT NULL`
    default:
      throw misfit(operator)
  }
}

function equalsAny(sql: Sql, column: Fragment, texts: string[]): Fragment {
  const spellings = listSpellings(texts)
  if (spellings !== undefined) return sql`${column} = ANY (${spellings}::text[])`
  return hideFrequency(sql, equalsAnyLower(sql, column, texts))
}

function equalsAnyLower(sql: Sql, column: Fragment, texts: string[]): Fragment {
  return sql`lower_text(${column}) = ANY (${[...new Set(texts.map((text) => text.toLowerCase()))]}::text[])`
}

/**
 * Every text that is one of these in lower case, where they are few: an index on the column then answers. Undefined where they are many, or where a
 * text goes beyond ASCII, whose letters can come from several (`i̇` from `İ`). Of ASCII only `k` does: also from the Kelvin sign.
 */
export function listSpellings(texts: string[]): string[] | undefined {
  const all = new Set<string>()
  for (const text of new Set(texts.map((one) => one.toLowerCase()))) {
    let spellings = ['']
    for (const letter of text) {
      if (letter > '\u007F') return undefined
      const ways = letter === 'k' ? ['k', 'K', '\u212A'] : letter >= 'a' && letter <= 'z' ? [letter, letter.toUpperCase()] : [letter]
      if (spellings.length * ways.length > mostSpellings) return undefined
      spellings = spellings.flatMap((start) => ways.map((way) => start + way))
    }
    for (const spelling of spellings) all.add(spelling)
    if (all.size > mostSpellingsOfAll) return undefined
  }
  return [...all]
}
