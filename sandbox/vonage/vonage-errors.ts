/** Vonage's problem replies (RFC 7807 with an `instance`), with the titles and details of its documentation. */
import { randomBytes } from 'node:crypto'
import { replyJson, type Reply } from '../http-exchange.ts'

const DOCS = 'https://developer.vonage.com/api-errors'

const PROBLEMS = {
  unauthorized: [401, `${DOCS}#unauthorized`, 'Unauthorized', 'You did not provide correct credentials.'],
  low_balance: [402, `${DOCS}#low-balance`, 'Low balance', 'This request could not be performed due to your account balance being low.'],
  forbidden: [403, `${DOCS}#forbidden`, 'Forbidden', 'Your account does not have permission to perform this action.'],
  not_found: [404, `${DOCS}#not-found`, 'Not found', 'The requested resource does not exist, or you do not have access to it.'],
  invalid_params: [422, `${DOCS}/messages#1020`, 'Invalid params', 'The value of one or more parameters is invalid.'],
  rate_limited: [429, `${DOCS}/messages#1010`, 'Rate Limit Hit', 'Please wait, then retry your request'],
  internal: [500, `${DOCS}/messages#1000`, 'Internal error', 'There was an error processing your request in the Platform.'],
} as const

export interface InvalidParameter {
  name: string
  reason: string
}

export function replyProblem(
  problem: keyof typeof PROBLEMS,
  options: { invalid?: InvalidParameter[]; headers?: Record<string, string> } = {},
): Reply {
  const [status, type, title, detail] = PROBLEMS[problem]
  const body = { type, title, detail, instance: newInstance(), ...(options.invalid && { invalid_parameters: options.invalid }) }
  return replyJson(status, body, { 'content-type': 'application/problem+json', ...options.headers })
}

/** The Reports API words its refusals in its own way. */
export function replyReportsProblem(invalid: InvalidParameter[]): Reply {
  return replyJson(
    422,
    { title: 'Unprocessable entity', invalid_parameters: invalid, instance: newInstance() },
    { 'content-type': 'application/problem+json' },
  )
}

function newInstance(): string {
  return randomBytes(16).toString('hex')
}
