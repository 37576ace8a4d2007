/** The rule and name that a new audience starts from, as an address carries them. */
export interface RuleSearch {
  text?: string
  name?: string
}

export function readRuleSearch(search: Record<string, unknown>): RuleSearch {
  return { ...readText('text', search['text'], 2_000), ...readText('name', search['name'], 200) }
}

function readText(name: keyof RuleSearch, value: unknown, maxLength: number): RuleSearch {
  return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, maxLength) } : {}
}
