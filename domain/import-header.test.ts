import { describe, expect, it } from 'vitest'
import { mapHeader, type MappedHeader } from './import-header.ts'

/** `header: meaning` of each column, or the problems. */
function describeHeader(mapped: MappedHeader): string[] {
  if (mapped.kind === 'refused') return mapped.problems.map(({ column, message }) => `${column}: ${message}`)
  return mapped.columns.map(({ header, meaning }) => {
    if (meaning.kind === 'field') return `${header}: ${meaning.field}`
    return meaning.kind === 'attribute' ? `${header}: attributes.${meaning.name}` : `${header}: -`
  })
}

describe('a header of customers', () => {
  it('is understood by our own names in any spelling', () => {
    expect(describeHeader(mapHeader('customers', ['external_id', 'First Name', 'lastName', 'POSTAL-CODE', 'email_consent'], {}))).toEqual([
      'external_id: externalId',
      'First Name: firstName',
      'lastName: lastName',
      'POSTAL-CODE: postalCode',
      'email_consent: emailConsent',
    ])
  })

  it('is understood as other programs write it', () => {
    const shopify = [
      'Customer ID',
      'First Name',
      'Email',
      'Accepts Email Marketing',
      'Default Address Country Code',
      'Default Address Zip',
      'Accepts SMS Marketing',
    ]
    expect(describeHeader(mapHeader('customers', shopify, {})).map((line) => line.split(': ')[1])).toEqual([
      'externalId',
      'firstName',
      'email',
      'emailConsent',
      'country',
      'postalCode',
      'smsConsent',
    ])
  })

  it('makes attributes of what it does not know, by names that a template can use', () => {
    expect(describeHeader(mapHeader('customers', ['id', 'Shoe Size', 'attributes.favouriteColour', 'Größe (cm)', '', '!!'], {}))).toEqual([
      'id: externalId',
      'Shoe Size: attributes.shoe_size',
      'attributes.favouriteColour: attributes.favourite_colour',
      'Größe (cm): attributes.größe_cm',
      ': -',
      '!!: -',
    ])
    expect(describeHeader(mapHeader('customers', ['id', 'Shoe Size'], { unknownColumns: 'ignore' }))).toEqual([
      'id: externalId',
      'Shoe Size: -',
    ])
  })

  it('of a WordPress account leaves its secrets and its looks out', () => {
    const wordPress =
      'ID,customer_id,user_login,user_pass,user_email,roles,rich_editing,admin_color,show_admin_bar_front,wp_user_level,wp_capabilities,session_tokens,user_activation_key,dismissed_wp_pointers,billing_address_1,billing_country,meta:size'
    const taken = describeHeader(mapHeader('customers', wordPress.split(','), {})).filter((line) => !line.endsWith(': -'))
    expect(taken).toEqual([
      'customer_id: externalId',
      'user_login: attributes.username',
      'user_email: email',
      'roles: attributes.roles',
      'billing_address_1: attributes.address1',
      'billing_country: country',
      'meta:size: attributes.meta_size',
    ])
  })

  it('prefers our own name to one from elsewhere', () => {
    expect(describeHeader(mapHeader('customers', ['id', 'customer_id'], {}))).toEqual(['id: attributes.id', 'customer_id: externalId'])
  })

  it('is refused when two columns claim one meaning, until the mapping says which has it', () => {
    const header = ['id', 'mobile', 'telephone']
    expect(describeHeader(mapHeader('customers', header, {}))).toEqual([
      'mobile: 2 columns could be phone: say in the mapping which one is',
      'telephone: 2 columns could be phone: say in the mapping which one is',
    ])
    expect(describeHeader(mapHeader('customers', header, { mapping: { mobile: 'phone' } }))).toEqual([
      'id: externalId',
      'mobile: phone',
      'telephone: attributes.telephone',
    ])
    expect(describeHeader(mapHeader('customers', ['id', 'a b', 'A_B'], {}))).toHaveLength(2)
  })

  it('follows the mapping in everything', () => {
    const mapping = { Kundennummer: 'external_id', email: 'attributes.second_email', Adresse: 'email', Notiz: 'ignore' }
    expect(describeHeader(mapHeader('customers', ['Kundennummer', 'email', 'Adresse', 'Notiz'], { mapping }))).toEqual([
      'Kundennummer: externalId',
      'email: attributes.second_email',
      'Adresse: email',
      'Notiz: -',
    ])
  })

  it('is refused when the mapping names a column or a field that does not exist', () => {
    expect(describeHeader(mapHeader('customers', ['id'], { mapping: { nome: 'firstName', id: 'number' } }))).toEqual([
      'nome: The file has no column of that name',
      'id: number is not a field of customers, attributes.<name> or ignore',
    ])
  })

  it("is refused without the customers' ids, and without a header at all", () => {
    expect(describeHeader(mapHeader('customers', ['email'], {}))).toEqual([': No column is externalId: say in the mapping which one is'])
    expect(describeHeader(mapHeader('customers', ['', ' '], {}))).toEqual([': The file has no header line'])
  })
})

describe('a header of orders', () => {
  it('is understood as the CDNOW history has it', () => {
    const header = ['order_id', 'customer_id', 'placed_at', 'items', 'total', 'currency']
    expect(describeHeader(mapHeader('orders', header, {})).map((line) => line.split(': ')[1])).toEqual([
      'externalId',
      'customerExternalId',
      'placedAt',
      'items',
      'total',
      'currency',
    ])
  })

  it('takes the address of the account, where there is one, and that of the bill otherwise', () => {
    const columns = ['order_id', 'order_date', 'status', 'order_total', 'customer_id', 'customer_email', 'billing_email']
    expect(describeHeader(mapHeader('orders', columns, {})).slice(-2)).toEqual([
      'customer_email: customerEmail',
      'billing_email: customerOtherEmail',
    ])
    expect(
      describeHeader(
        mapHeader(
          'orders',
          columns.filter((name) => name !== 'customer_email'),
          {},
        ),
      ).at(-1),
    ).toBe('billing_email: customerEmail')
  })

  it("is refused when an order's customer, time or total is missing", () => {
    expect(describeHeader(mapHeader('orders', ['order_id'], {}))).toHaveLength(3)
  })
})
