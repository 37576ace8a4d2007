/** What can be wrong with webhooks, and with what customers' browsers send. */
export const customerSideProblems = {
  webhook_not_signed: {
    status: 401,
    title: 'The webhook is not signed for us',
    meaning:
      'Signature, age, body, application or one-time id do not fit. Check that the webhook secret here is the one that the provider signs with.',
  },
  link_not_valid: {
    status: 403,
    title: 'The link is not valid',
    meaning: 'It was altered, has expired, or proves something else than what it was sent for. Ask the store for a new one.',
  },
  subscription_taken: {
    status: 409,
    title: 'The push subscription belongs to somebody else',
    meaning: 'An endpoint is known with other keys. Unsubscribe in the browser and subscribe again.',
  },
} as const
