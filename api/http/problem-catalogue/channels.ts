/** What can be wrong with channels and the sandbox. Each entry: `code: { status, title, meaning }`. */
export const channelProblems = {
  channel_not_configured: {
    status: 409,
    title: 'The channel is not set up',
    meaning: 'Set the environment variables of its provider, and start the API and the workers anew. `GET /api/v1/channels` names them.',
  },
  too_many_tests: {
    status: 429,
    title: 'The channel has been tested very often just now',
    meaning: 'Wait for the seconds that `Retry-After` says.',
  },
  sandbox_not_in_use: {
    status: 404,
    title: 'No sandbox is in use',
    meaning: 'Messages go to real providers. The sandbox stands in for providers without keys where `npm start` runs everything.',
  },
  sandbox_unavailable: {
    status: 503,
    title: 'The sandbox does not answer',
    meaning: 'It should run where SANDBOX_URL says. Ask again in a moment.',
  },
  message_not_kept: {
    status: 404,
    title: 'The message is not in the inbox any more',
    meaning: 'The sandbox keeps the latest messages of each channel, and none when it was cleared or started anew.',
  },
  act_not_possible: {
    status: 409,
    title: 'That cannot happen to this message',
    meaning: '`detail` says why, for instance that the message has no link to click on.',
  },
} as const
