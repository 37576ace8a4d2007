/**
 * A start that cannot go on for a reason that the person at the keyboard can act on. The message says what is wrong and what to
 * do about it; whoever catches it prints the message alone, without a stack.
 */
export class StartFailure extends Error {
  override name = 'StartFailure'
}
