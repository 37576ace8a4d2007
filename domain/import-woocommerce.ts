/**
 * WooCommerce's exports: the two of its own Analytics (Customers, Orders → Download), and the files that the widely used export plugins write, with `customer_id` and `billing_…`, or `order_id`, `order_date` and
 * `line_items`.
 */
import type { ExportSource } from './import-sources.ts'

function has(names: ReadonlySet<string>, ...wanted: string[]): boolean {
  return wanted.every((name) => names.has(name))
}

function ignore(names: string): (readonly [string, string])[] {
  return names.split(' ').map((name) => [name, 'ignore'] as const)
}

export const wooCustomers: ExportSource = {
  key: 'woocommerce_customers',
  name: "WooCommerce's report of customers",
  importKind: 'customers',
  isHeader: (names) => has(names, 'name', 'username', 'lastactive', 'email', 'orders', 'totalspend'),
  columns: [
    ['email', 'email'],
    ['name', 'fullName'],
    ['billingphone', 'phone'],
    ['shippingphone', 'otherPhone'],
    ['countryregion', 'country'],
    ['country', 'country'],
    ['region', 'region'],
    ['city', 'city'],
    ['postalcode', 'postalCode'],
    ['username', 'attributes.username'],
    ['lastactive', 'attributes.last_active'],
    ['signup', 'attributes.registered_at'],
    ['dateregistered', 'attributes.registered_at'],
    ['orders', 'attributes.total_orders'],
    ['totalspend', 'attributes.total_spent'],
    ['role', 'attributes.role'],
    ['aov', 'ignore'],
  ],
}

export const wooCustomerExport: ExportSource = {
  key: 'woocommerce_customer_export',
  name: "A plugin's export of WooCommerce customers",
  importKind: 'customers',
  isHeader: (names) =>
    (names.has('customerid') || names.has('userlogin')) &&
    (names.has('email') || names.has('useremail')) &&
    has(names, 'billingaddress1', 'billingcountry') &&
    !names.has('ordertotal'),
  columns: [
    ['customerid', 'externalId'],
    ['id', 'externalId'],
    ['email', 'email'],
    ['useremail', 'email'],
    ['billingemail', 'email'],
    ['billingphone', 'phone'],
    ['firstname', 'firstName'],
    ['billingfirstname', 'firstName'],
    ['lastname', 'lastName'],
    ['billinglastname', 'lastName'],
    ['billingcountry', 'country'],
    ['billingstatecode', 'region'],
    ['billingstate', 'region'],
    ['billingcity', 'city'],
    ['billingpostcode', 'postalCode'],
    ['billingcompany', 'attributes.company'],
    ['billingaddress1', 'attributes.address1'],
    ['billingaddress2', 'attributes.address2'],
    ['userlogin', 'attributes.username'],
    ['dateregistered', 'attributes.registered_at'],
    ['userregistered', 'attributes.registered_at'],
    ['totalspent', 'attributes.total_spent'],
    ['ordercount', 'attributes.total_orders'],
    // Secrets of the account first; then how its owner likes WordPress to look.
    ...ignore('userpass useractivationkey sessiontokens usernicename userurl userstatus displayname nickname'),
    ...ignore('richediting syntaxhighlighting commentshortcuts admincolor usessl showadminbarfront showwelcomepanel dismissedwppointers'),
  ],
  patterns: [[/^(?:shipping|billing)\w*$|^\w*(?:userlevel|capabilities)$/, 'ignore']],
}

export const wooOrders: ExportSource = {
  key: 'woocommerce_orders',
  name: "WooCommerce's report of orders",
  importKind: 'orders',
  isHeader: (names) => has(names, 'date', 'order', 'status', 'customer', 'products', 'itemssold'),
  columns: [
    ['order', 'externalId'],
    ['date', 'placedAt'],
    ['status', 'status'],
    ['netsales', 'total'],
    ['nrevenue', 'total'],
    ['products', 'lineItems'],
    ['itemssold', 'items'],
    ['coupons', 'coupon'],
    ['customertype', 'attributes.customer_type'],
    ['attribution', 'attributes.attribution'],
    // A name, which is nobody's alone.
    ['customer', 'ignore'],
    ['nrevenueformatted', 'ignore'],
  ],
  withoutCustomers:
    "This report has the customers' names alone, and names are not customers: use an export with email addresses, or say in the mapping that Customer is customerExternalId",
}

export const wooOrderExport: ExportSource = {
  key: 'woocommerce_order_export',
  name: "A plugin's export of WooCommerce orders",
  importKind: 'orders',
  isHeader: (names) =>
    (names.has('orderid') || names.has('ordernumber')) &&
    (names.has('orderdate') || names.has('date')) &&
    (names.has('status') || names.has('orderstatus')) &&
    names.has('ordertotal') &&
    (names.has('billingemail') || names.has('customeremail')),
  columns: [
    ['orderid', 'externalId'],
    ['ordernumberformatted', 'orderName'],
    ['ordernumber', 'orderName'],
    ['customerid', 'customerExternalId'],
    ['customeremail', 'customerEmail'],
    // Of a guest there is no account, and so no address of it.
    ['billingemail', 'customerEmail', 'customerOtherEmail'],
    ['billingphone', 'customerPhone'],
    ['billingfirstname', 'customerFirstName'],
    ['billinglastname', 'customerLastName'],
    ['billingcountry', 'customerCountry'],
    ['billingstatecode', 'customerRegion'],
    ['billingstate', 'customerRegion'],
    ['billingcity', 'customerCity'],
    ['billingpostcode', 'customerPostalCode'],
    ['orderdate', 'placedAt'],
    ['date', 'placedAt'],
    ['orderstatus', 'status'],
    ['status', 'status'],
    ['ordertotal', 'total'],
    ['ordercurrency', 'currency'],
    ['currency', 'currency'],
    ['refundedtotal', 'refunded'],
    ['refunds', 'refundItems'],
    ['refunditems', 'refundItems'],
    ['paymentmethod', 'paymentMethod'],
    ['couponcodes', 'coupon'],
    ['couponitems', 'coupon'],
    ['coupons', 'coupon'],
    ['lineitems', 'lineItems'],
    ['itemsku', 'product'],
    ['itemproductid', 'product'],
    ['itemname', 'productName'],
    ['itemquantity', 'quantity'],
    ['itemtotal', 'itemTotal'],
    ['itemprice', 'price'],
    ['shippingmethod', 'attributes.shipping_method'],
    ['discounttotal', 'attributes.discount_total'],
    ['customernote', 'attributes.note'],
    ...ignore(
      'paiddate completeddate shippingtotal shippingtaxtotal feetotal feetaxtotal taxtotal cartdiscount orderdiscount ordersubtotal',
    ),
    ...ignore(
      'paymentmethodtitle transactionid customeripaddress customeruseragent customeruser ordernotes downloadpermissions wtimportkey',
    ),
    ...ignore('shippingitems feeitems taxitems vatnumber orderkey'),
  ],
  patterns: [
    [/^lineitem\d+$/, 'lineItems'],
    [/^(?:billing|shipping|item|productitem\d+)\w*$/, 'ignore'],
  ],
}
