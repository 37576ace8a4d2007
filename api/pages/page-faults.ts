/** What customers see when a page cannot be shown: a sentence, not a problem document. */
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { logFault, toProblem } from '../http/faults.ts'
import { html } from './html.ts'
import { sendPage } from './page.ts'

/** The same for a link that was altered, one that was cut off, and one of another store. */
export function sendInvalidLink(response: Response): void {
  sendPage(response, {
    status: 404,
    title: 'This link does not work',
    body: html`<h1>This link does not work</h1>
      <p>It may have been cut off on its way to you. Please open it from the message again, all of it.</p>`,
  })
}

/** For routers of pages. Nothing was changed when this is shown: a page is only sent after the commit. */
export const handlePageFault: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = toProblem(error)
  const logger = response.locals['logger'] as Logger | undefined
  if (problem.code === 'internal_error' && logger !== undefined) logFault(logger, error, problem.code)
  response.locals['problemCode'] = problem.code
  if (response.headersSent) next(error)
  else {
    response.set(problem.extras.headers ?? {})
    sendPage(response, { status: problem.status, ...(problem.status >= 500 ? later : refused) })
  }
}

const later = {
  title: 'Please try again',
  body: html`<h1>Please try again in a minute</h1>
    <p>Something on our side is not working right now, and nothing was changed. We are sorry.</p>`,
}
const refused = {
  title: 'That did not work',
  body: html`<h1>That did not work</h1>
    <p>Nothing was changed. Please open the link in the message again.</p>`,
}
