/** What can be wrong with any request, whatever it is about. */
export const generalProblems = {
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    meaning: 'The URL, a header or the transfer of the body is broken.',
  },
  malformed_json: { status: 400, title: 'The body is not JSON', meaning: 'The body is not UTF-8 or does not parse as JSON.' },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not one of ours',
    meaning: 'Pass `nextCursor` of the previous page unchanged, with the same filters, or leave it out.',
  },
  idempotency_key_required: {
    status: 400,
    title: 'An Idempotency-Key header is required',
    meaning: 'This request starts something: name it, so that a repeat does not start it twice.',
  },
  invalid_idempotency_key: {
    status: 400,
    title: 'The Idempotency-Key cannot be used',
    meaning: 'A key is 1 to 255 printable ASCII characters.',
  },
  api_key_missing: {
    status: 401,
    title: 'An API key is required',
    meaning: 'Send `Authorization: Bearer reg_…`. Members come with the cookie of their session instead.',
  },
  api_key_invalid: { status: 401, title: 'The API key is not known', meaning: 'It was mistyped, or belongs to another installation.' },
  api_key_expired: { status: 401, title: 'The API key has expired', meaning: 'Create a new one with `regulars keys create`.' },
  api_key_revoked: { status: 401, title: 'The API key was revoked', meaning: 'Create a new one with `regulars keys create`.' },
  scope_missing: { status: 403, title: 'The API key may not do this', meaning: '`detail` names the scope that is needed.' },
  not_found: { status: 404, title: 'There is no such thing', meaning: 'The path or the id is unknown. A malformed id is an unknown one.' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here', meaning: 'The `Allow` header lists those that are.' },
  idempotency_key_in_flight: {
    status: 409,
    title: 'The first request with this key is still running',
    meaning: 'Ask again in a moment with the same key.',
  },
  body_too_large: { status: 413, title: 'The body is too large', meaning: 'Split it; `detail` says the limit.' },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not accepted',
    meaning: 'Send `Content-Type: application/json`, unless the route says otherwise.',
  },
  invalid_request: { status: 422, title: 'The request has invalid values', meaning: '`errors` lists each with the path to it.' },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    meaning: 'The same key was used within 24 hours with another path or body.',
  },
  rate_limited: { status: 429, title: 'Too many requests', meaning: 'Wait for the seconds that `Retry-After` says.' },
  internal_error: { status: 500, title: 'Something broke', meaning: 'A fault of ours. The log has it under the `requestId`.' },
  database_unavailable: {
    status: 503,
    title: 'The database cannot be reached',
    meaning: 'Nothing was done, or it is not known; ask again.',
  },
  temporal_unavailable: {
    status: 503,
    title: 'Temporal gave no answer',
    meaning:
      'The request needs a running workflow, and Temporal or every worker is away. It may still be done when they are back; ask again.',
  },
  try_again: { status: 503, title: 'The request got in the way of another one', meaning: 'Nothing was done; ask again.' },
  not_ready: { status: 503, title: 'Not ready', meaning: '`errors` names what is missing.' },
} as const
