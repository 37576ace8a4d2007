/** What can be wrong with groups. Each entry: `code: { status, title, meaning }`. */
export const groupProblems = {
  store_admin_not_configured: {
    status: 409,
    title: 'There is no store admin to sync with',
    meaning: 'Set STORE_ADMIN_URL and STORE_ADMIN_TOKEN, and start the API and the workers anew.',
  },
} as const
