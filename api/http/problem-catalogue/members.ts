/** What can be wrong with signing in, and with members and their rights. */
export const memberProblems = {
  not_signed_in: {
    status: 401,
    title: 'You are not signed in',
    meaning: 'The session has ended: it was not used for a week, is a month old, or was ended here or elsewhere. Sign in again.',
  },
  wrong_credentials: {
    status: 401,
    title: 'Email address or password is not right',
    meaning: 'Which of the two is not said. `regulars members reset-password` makes a link to choose another password.',
  },
  cross_site_request: {
    status: 403,
    title: 'The request did not come from the console',
    meaning:
      'A session’s cookie only counts for what the console’s own page sends: with the header `X-Regulars-Console`, from the same origin. Programs use an API key.',
  },
  role_not_allowed: { status: 403, title: 'Your role does not allow this', meaning: '`detail` names the role that does.' },
  members_only: { status: 403, title: 'This is for members who are signed in', meaning: 'It is about oneself; an API key is nobody.' },
  setup_not_allowed: {
    status: 403,
    title: 'The first owner is made on the server',
    meaning:
      'From elsewhere: run `regulars members invite <email> --role owner` on the server and open the link that it prints, or send an API key that may do everything.',
  },
  invitation_not_valid: {
    status: 404,
    title: 'This link lets nobody in any more',
    meaning: 'It was used, replaced by a newer one, withdrawn, or is too old. Ask for another one.',
  },
  owner_exists: { status: 409, title: 'There is an owner already', meaning: 'Sign in, or ask an owner for an invitation.' },
  email_taken: { status: 409, title: 'Somebody has this email address', meaning: 'A member’s address is their own.' },
  member_without_address: {
    status: 409,
    title: 'The member has no email address',
    meaning: 'Hand the link on yourself; the member can say an address under Settings, Your account.',
  },
  last_owner: {
    status: 409,
    title: 'The last owner stays',
    meaning: 'Without an owner nobody could let anybody in. Make somebody else an owner first.',
  },
  too_many_attempts: { status: 429, title: 'Too many attempts to sign in', meaning: 'Wait for the seconds that `Retry-After` says.' },
} as const
