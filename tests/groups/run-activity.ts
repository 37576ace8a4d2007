/** An activity as a worker runs it. Failures that a test makes on purpose are not worth a line. */
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'

export function runActivity<Args extends unknown[], Result>(activity: (...args: Args) => Promise<Result>, ...args: Args): Promise<Result> {
  return runAttempt(1, activity, ...args)
}

/** The same, after so many attempts that came to nothing. */
export function runAttempt<Args extends unknown[], Result>(
  attempt: number,
  activity: (...args: Args) => Promise<Result>,
  ...args: Args
): Promise<Result> {
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run(activity, ...args)
}
