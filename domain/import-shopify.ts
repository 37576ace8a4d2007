/** Shopify's exports of customers and orders (admin → Customers or Orders → Export), today's and those of earlier years. */
import type { ExportSource } from './import-sources.ts'

function has(names: ReadonlySet<string>, ...wanted: string[]): boolean {
  return wanted.every((name) => names.has(name))
}

export const shopifyCustomers: ExportSource = {
  key: 'shopify_customers',
  name: "Shopify's export of customers",
  importKind: 'customers',
  isHeader: (names) =>
    has(names, 'firstname', 'lastname', 'email', 'tags') &&
    (names.has('acceptsemailmarketing') || names.has('acceptsmarketing')) &&
    (names.has('taxexempt') || names.has('totalorders')),
  columns: [
    ['customerid', 'externalId'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['firstname', 'firstName'],
    ['lastname', 'lastName'],
    ['acceptsemailmarketing', 'emailConsent'],
    ['acceptsmarketing', 'emailConsent'],
    ['acceptssmsmarketing', 'smsConsent'],
    ['defaultaddresscompany', 'attributes.company'],
    ['company', 'attributes.company'],
    ['defaultaddressaddress1', 'attributes.address1'],
    ['address1', 'attributes.address1'],
    ['defaultaddressaddress2', 'attributes.address2'],
    ['address2', 'attributes.address2'],
    ['defaultaddresscity', 'city'],
    ['city', 'city'],
    ['defaultaddressprovincecode', 'region'],
    ['provincecode', 'region'],
    ['province', 'region'],
    ['defaultaddresscountrycode', 'country'],
    ['countrycode', 'country'],
    ['country', 'country'],
    ['defaultaddresszip', 'postalCode'],
    ['zip', 'postalCode'],
    ['defaultaddressphone', 'otherPhone'],
    ['acceptswhatsappmarketing', 'attributes.accepts_whatsapp_marketing'],
    ['totalspent', 'attributes.total_spent'],
    ['totalorders', 'attributes.total_orders'],
    ['note', 'attributes.note'],
    ['taxexempt', 'attributes.tax_exempt'],
    ['tags', 'attributes.tags'],
  ],
  // A metafield's own name is in the parentheses: `Shoe size (customer.metafields.custom.shoe_size)`.
  patterns: [[/\(customer\.metafields\.([^)]+)\)\s*$/i, 'attributes.$1']],
}

export const shopifyOrders: ExportSource = {
  key: 'shopify_orders',
  name: "Shopify's export of orders",
  importKind: 'orders',
  isHeader: (names) => has(names, 'name', 'email', 'financialstatus', 'createdat', 'total', 'lineitemname'),
  columns: [
    ['id', 'externalId'],
    ['name', 'orderName'],
    ['email', 'customerEmail'],
    ['phone', 'customerPhone'],
    ['billingphone', 'customerOtherPhone'],
    ['billingname', 'customerFullName'],
    ['billingcity', 'customerCity'],
    ['billingzip', 'customerPostalCode'],
    ['billingprovince', 'customerRegion'],
    ['billingcountry', 'customerCountry'],
    ['createdat', 'placedAt'],
    ['financialstatus', 'status'],
    ['cancelledat', 'cancelledAt'],
    ['currency', 'currency'],
    ['total', 'total'],
    ['refundedamount', 'refunded'],
    ['discountcode', 'coupon'],
    ['paymentmethod', 'paymentMethod'],
    ['lineitemquantity', 'quantity'],
    ['lineitemname', 'productName'],
    ['lineitemprice', 'price'],
    ['lineitemsku', 'product'],
    ['vendor', 'merchant'],
    ['fulfillmentstatus', 'attributes.fulfillment_status'],
    ['shippingmethod', 'attributes.shipping_method'],
    ['discountamount', 'attributes.discount_amount'],
    ['notes', 'attributes.note'],
    ['location', 'attributes.location'],
    ['tags', 'attributes.tags'],
    ['risklevel', 'attributes.risk_level'],
    ['source', 'attributes.source'],
    // What was ticked at that order says nothing of today; the export of customers does.
    ['acceptsmarketing', 'ignore'],
    ...'paidat fulfilledat subtotal shipping taxes noteattributes outstandingbalance employee deviceid receiptnumber duties'
      .split(' ')
      .map((name) => [name, 'ignore'] as const),
    ...'paymentreference paymentreferences paymentid paymenttermsname nextpaymentdueat'.split(' ').map((name) => [name, 'ignore'] as const),
  ],
  patterns: [
    [/^(?:lineitem|billing|shipping)\w*$/, 'ignore'],
    [/^tax\d+(?:name|value)$/, 'ignore'],
  ],
}
