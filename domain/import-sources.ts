/**
 * Exports of other programs that are known by their header and taken as they are. Each says what its columns mean; the operator's own mapping wins over that. Everything else is `generic`: its
 * columns are known by their names alone.
 */
import { foldName } from './import-columns.ts'
import { shopifyCustomers, shopifyOrders } from './import-shopify.ts'
import { wooCustomerExport, wooCustomers, wooOrderExport, wooOrders } from './import-woocommerce.ts'
import type { ImportKind, ImportSource } from './imports.ts'

export interface ExportSource {
  key: Exclude<ImportSource, 'generic'>
  /** As people call it, at the beginning of a sentence. */
  name: string
  importKind: ImportKind
  /** By the folded names of the header. */
  isHeader: (names: ReadonlySet<string>) => boolean
  /** Folded name → a field, `attributes.<name>` or `ignore`. Of two columns for one field the one that is named first has it, and the other is what its next target says, or ignored. */
  columns: readonly (readonly [name: string, target: string, ...otherwise: string[]])[]
  /** The same by pattern, for columns that are numbered or of the store's own making; after `columns`. `$1` is what the pattern has in parentheses. */
  patterns?: readonly (readonly [name: RegExp, target: string])[]
  /** Why a file of it cannot be imported as it is, when no column says whose an order is. */
  withoutCustomers?: string
}

const sources: readonly ExportSource[] = [shopifyOrders, shopifyCustomers, wooOrderExport, wooOrders, wooCustomers, wooCustomerExport]

/** Undefined for `generic`. */
export function recogniseSource(header: readonly string[], given: ImportSource | undefined): ExportSource | undefined {
  if (given !== undefined) return sources.find(({ key }) => key === given)
  const names = new Set(header.map(foldName))
  return sources.find((source) => source.isHeader(names))
}
