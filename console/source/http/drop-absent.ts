/** What an address filters by, without what is not chosen. */

/** A change of some of a filter: undefined is what is chosen no more. */
export type FilterPart<Filter> = { [Name in keyof Filter]: Filter[Name] | undefined }

export function dropAbsent<Filter extends object>(filter: FilterPart<Filter>): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Filter
}
