/** A notice of what went wrong, for what has no place of its own on the page to say it. */
import { notifications } from '@mantine/notifications'
import { describeError } from './problem.tsx'

/** For `onError`. @param title what was tried: "It could not be copied" */
export function noticeFailure(title = 'That did not work'): (error: unknown) => void {
  return (error) => {
    notifications.show({ color: 'red', title, message: describeError(error) })
  }
}
