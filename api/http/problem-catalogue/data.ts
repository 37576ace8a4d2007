/** What can be wrong with customers, orders, products, events, consents, suppressions, keys and settings. */
export const dataProblems = {
  unknown_customer: {
    status: 422,
    title: 'The customer is not known',
    meaning: 'Send the customer first; orders, events, consents and subscriptions belong to one.',
  },
} as const
