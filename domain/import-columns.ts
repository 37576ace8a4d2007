/**
 * The columns that a file may have, each under our own name and the names that it goes by elsewhere. Names are compared without case, spaces
 * and punctuation: `First Name`, `first_name` and `firstName` are one.
 */
import type { ImportKind } from './imports.ts'

const customerFields = {
  externalId: ['externalId', 'customerId', 'customerExternalId'],
  email: ['email'],
  phone: ['phone'],
  /** Used where there is no phone number. */
  otherPhone: ['otherPhone'],
  /** First names before the last word, which is the last name. */
  fullName: ['fullName'],
  firstName: ['firstName'],
  lastName: ['lastName'],
  language: ['language'],
  country: ['country', 'countryCode'],
  region: ['region'],
  city: ['city'],
  postalCode: ['postalCode'],
  timeZone: ['timeZone'],
  birthday: ['birthday'],
  emailConsent: ['emailConsent'],
  smsConsent: ['smsConsent'],
  pushConsent: ['pushConsent'],
  consentSource: ['consentSource'],
  consentAt: ['consentAt'],
} as const satisfies Record<string, readonly string[]>

const orderFields = {
  externalId: ['orderId', 'externalId', 'orderExternalId'],
  /** The number that people know it by. Groups its rows, is kept as an attribute, and stands in for a missing id. */
  orderName: ['orderName'],
  customerExternalId: ['customerId', 'customerExternalId'],
  customerEmail: ['customerEmail'],
  /** Used where there is no email address. */
  customerOtherEmail: ['customerOtherEmail'],
  customerPhone: ['customerPhone'],
  customerOtherPhone: ['customerOtherPhone'],
  customerFullName: ['customerFullName'],
  customerFirstName: ['customerFirstName'],
  customerLastName: ['customerLastName'],
  customerCountry: ['customerCountry'],
  customerRegion: ['customerRegion'],
  customerCity: ['customerCity'],
  customerPostalCode: ['customerPostalCode'],
  placedAt: ['placedAt'],
  cancelledAt: ['cancelledAt'],
  total: ['total'],
  refunded: ['refunded'],
  /** `amount:5.00|reason:…;…`: their sum is what was paid back. */
  refundItems: ['refundItems'],
  currency: ['currency'],
  status: ['status'],
  items: ['items'],
  product: ['product', 'productId', 'productExternalId'],
  productName: ['productName'],
  category: ['category'],
  merchant: ['merchant'],
  vertical: ['vertical'],
  quantity: ['quantity'],
  price: ['price'],
  /** Of all pieces of an item. */
  itemTotal: ['itemTotal'],
  /** Several items in one value (import-line-items). */
  lineItems: ['lineItems'],
  paymentMethod: ['paymentMethod'],
  coupon: ['coupon'],
} as const satisfies Record<string, readonly string[]>

export type CustomerField = keyof typeof customerFields
export type OrderField = keyof typeof orderFields
export type ImportField = CustomerField | OrderField

/** Names from elsewhere (Shopify, WooCommerce, Klaviyo, Mailchimp, Magento exports): used when no column has our own name. */
const customerAliases: Partial<Record<CustomerField, string>> = {
  externalId: 'id userId clientId contactId customerNumber customerNo shopperId',
  email: 'emailAddress mail',
  phone: 'phoneNumber mobile mobilePhone mobileNumber telephone tel cell cellPhone msisdn sms',
  firstName: 'givenName forename fname',
  lastName: 'surname familyName lname',
  language: 'lang locale preferredLanguage',
  country: 'countryIso billingCountry defaultAddressCountryCode',
  region: 'state province provinceCode billingState defaultAddressProvinceCode',
  city: 'town billingCity defaultAddressCity',
  postalCode: 'zip zipCode postcode postal billingPostcode defaultAddressZip',
  timeZone: 'tz',
  birthday: 'birthDate dateOfBirth dob',
  emailConsent: 'emailStatus emailOptIn emailMarketingConsent acceptsEmailMarketing acceptsMarketing newsletter subscribed',
  smsConsent: 'smsStatus smsOptIn smsMarketingConsent acceptsSmsMarketing',
  pushConsent: 'pushStatus pushOptIn',
  consentSource: 'optInSource',
  consentAt: 'consentTimestamp consentDate optInAt optInTime optInDate subscribedAt',
}

const orderAliases: Partial<Record<OrderField, string>> = {
  externalId: 'id orderNumber orderNo order number',
  customerExternalId: 'customer userId user clientId shopperId buyerId',
  placedAt: 'orderDate orderedAt purchasedAt purchaseDate createdAt processedAt date dateCreated timestamp',
  total: 'amount totalPrice orderTotal grandTotal totalAmount revenue',
  refunded: 'refundedAmount refundAmount totalRefunded',
  currency: 'currencyCode orderCurrency',
  status: 'orderStatus state financialStatus',
  items: 'itemCount itemsCount totalItems numberOfItems',
  product: 'sku productSku lineitemSku variantSku itemId',
  productName: 'productTitle itemName lineitemName',
  category: 'productCategory itemCategory productType',
  merchant: 'vendor seller store restaurant lineitemVendor',
  vertical: 'businessLine department',
  quantity: 'qty itemQuantity lineitemQuantity',
  price: 'unitPrice itemPrice lineitemPrice',
  paymentMethod: 'payment gateway',
  coupon: 'couponCode discountCode voucher voucherCode promoCode',
}

/** Of each of these a file has one. */
export const requiredFields: Readonly<Record<ImportKind, readonly (readonly ImportField[])[]>> = {
  customers: [['externalId']],
  orders: [['externalId', 'orderName'], ['customerExternalId', 'customerEmail', 'customerPhone'], ['placedAt'], ['total']],
}

/** Heads the reasons in a file of rejected rows, which is mended and imported again: it means nothing. */
export const rejectedBecause = 'Rejected because'

/** Our own names, the first of each. */
export function listFields(importKind: ImportKind): ImportField[] {
  return Object.keys(importKind === 'customers' ? customerFields : orderFields) as ImportField[]
}

export interface KnownColumn {
  field: ImportField
  /** Our own name, not one from elsewhere. */
  isOwn: boolean
}

/** `E-mail Address` → `emailaddress`. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** `Shoe Size` → `shoe_size`: a name that Liquid can follow a dot with. Empty when nothing of it can be. */
export function toAttributeName(name: string): string {
  const words = name
    .normalize('NFKC')
    .trim()
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
  return words
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, maxAttributeName)
}

const maxAttributeName = 100

/** Folded name → what it stands for in that kind of file. */
export const knownColumns: Readonly<Record<ImportKind, ReadonlyMap<string, KnownColumn>>> = {
  customers: collectNames(customerFields, customerAliases),
  orders: collectNames(orderFields, orderAliases),
}

function collectNames<F extends ImportField>(
  own: Readonly<Record<F, readonly string[]>>,
  aliases: Partial<Record<F, string>>,
): ReadonlyMap<string, KnownColumn> {
  const names = new Map<string, KnownColumn>()
  const fields = Object.keys(own) as F[]
  for (const field of fields) for (const name of own[field]) names.set(foldName(name), { field, isOwn: true })
  for (const field of fields) for (const name of aliases[field]?.split(' ') ?? []) names.set(foldName(name), { field, isOwn: false })
  return names
}
