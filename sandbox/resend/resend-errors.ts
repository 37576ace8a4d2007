/** Resend's error replies: `{statusCode, name, message}`, with the names and words of its documentation. */
import { replyJson, type Reply } from '../http-exchange.ts'

const ERRORS = {
  invalid_idempotency_key: [400, 'The key must be between 1-256 chars.'],
  missing_api_key: [
    401,
    'Missing API key in the authorization header. Include the following header `Authorization: Bearer YOUR_API_KEY` in the request.',
  ],
  invalid_api_key: [403, 'API key is invalid.'],
  not_found: [404, 'The requested endpoint does not exist.'],
  method_not_allowed: [405, 'Method is not allowed for the requested path.'],
  invalid_idempotent_request: [409, 'Same idempotency key used with a different request payload.'],
  concurrent_idempotent_requests: [409, 'Same idempotency key used while original request is still in progress.'],
  validation_error: [422, 'We found an error with one or more fields in the request.'],
  missing_required_field: [422, 'The request body is missing one or more required fields.'],
  invalid_from_address: [
    422,
    'Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.',
  ],
  invalid_attachment: [422, 'Attachment must have either a `content` or `path`.'],
  invalid_parameter: [422, 'The `id` must be a valid UUID.'],
  rate_limit_exceeded: [
    429,
    'Too many requests. Please limit the number of requests per second. Or contact support to increase rate limit.',
  ],
  internal_server_error: [500, 'An unexpected error occurred.'],
} as const satisfies Record<string, readonly [number, string]>

export type ResendErrorName = keyof typeof ERRORS

export interface ResendError {
  name: ResendErrorName
  message?: string
}

export function messageOf({ name, message }: ResendError): string {
  return message ?? ERRORS[name][1]
}

export function replyResendError(error: ResendError, headers?: Record<string, string>): Reply {
  const [statusCode] = ERRORS[error.name]
  return replyJson(statusCode, { statusCode, name: error.name, message: messageOf(error) }, headers)
}
