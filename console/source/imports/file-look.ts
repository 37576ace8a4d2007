/** What a file that was chosen seems to be, from its first bytes: before anything of it is sent. */
import type { ImportJob } from './import-queries.ts'

const startBytes = 64 * 1024

export interface FileLook {
  /** Why it cannot be imported. */
  problem?: string
  kind: ImportJob['kind']
}

export async function lookAtFile(file: Blob): Promise<FileLook> {
  if (file.size === 0) return { kind: 'customers', problem: 'The file is empty.' }
  const bytes = new Uint8Array(await file.slice(0, startBytes).arrayBuffer())
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3)
    return {
      kind: 'customers',
      problem: 'This is a workbook or an archive, not a CSV file. In the spreadsheet choose “Save as”, then “CSV UTF-8”.',
    }
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    return {
      kind: 'customers',
      problem: 'This is an old Excel workbook, not a CSV file. In the spreadsheet choose “Save as”, then “CSV UTF-8”.',
    }
  // Zeros are the other halves of UTF-16's letters.
  const [header = ''] = new TextDecoder().decode(bytes.filter((byte) => byte !== 0)).split(/\r?\n|\r/)
  return { kind: guessKind(header) }
}

/** Only orders have a total or a time at which they were placed. Customers may have counts and sums of orders. */
export function guessKind(header: string): ImportJob['kind'] {
  const names = header.split(/[,;\t|]/).map((name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}#]/gu, ''))
  return names.some((name) => orderNames.test(name)) ? 'orders' : 'customers'
}

const orderNames =
  /^(order(id|name|number|no|total|date|status|#)?|total|grandtotal|totalprice|placedat|financialstatus|lineitem.*|orderedat|purchasedat)$/
