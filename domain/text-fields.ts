/** What every noun's texts, ids and free-form objects must be, so that PostgreSQL keeps them and people can read them. */

export interface FieldFault {
  /** Within the row: `email`, `items[2].quantity`. */
  field: string
  message: string
}

// Control characters; tab and line breaks are none here, since they occur in addresses.
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/
const invisibleEdges = /^\s|\s$/
const maxIdLength = 255

/** Trimmed; undefined when it is too long (in UTF-16 units) or holds control characters. */
export function normaliseText(text: string, maxLength: number): string | undefined {
  const trimmed = text.trim()
  return trimmed.length <= maxLength && !control.test(trimmed) ? trimmed : undefined
}

/** The sender's own ids are kept as they are: two that differ by a space would be two customers to us and one to the store. */
export function findIdFault(field: string, id: string): FieldFault | undefined {
  if (id === '') return { field, message: 'Must not be empty' }
  if (id.length > maxIdLength) return { field, message: `Longer than ${maxIdLength} characters` }
  if (control.test(id) || invisibleEdges.test(id)) return { field, message: 'Begins or ends with a space, or holds control characters' }
  return undefined
}

/** A free-form object: at most 200 keys of 1 to 100 characters, and `maxLength` characters of JSON in all. */
export function findObjectFault(field: string, object: Record<string, unknown>, maxLength: number): FieldFault | undefined {
  const keys = Object.keys(object)
  if (keys.length > 200) return { field, message: 'More than 200 keys' }
  if (keys.some((key) => key.length === 0 || key.length > 100)) return { field, message: 'Keys must be 1 to 100 characters' }
  if (keys.length > 0 && JSON.stringify(object).length > maxLength) return { field, message: `More than ${maxLength} characters of JSON` }
  return undefined
}
