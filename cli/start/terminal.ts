/**
 * What a start says while it works: steps that take long are one line that counts on a terminal; where the output goes to a file
 * they are a line each, and another now and then.
 */
const quietIntervalMs = 20_000

export interface Terminal {
  /** A line that stays. */
  say(text: string): void
  /** A line that the next one replaces. */
  report(text: string): void
}

export function createTerminal(output: NodeJS.WriteStream): Terminal {
  let lastReportAt = 0
  let lastStep = ''
  let isLineOpen = false
  const clearLine = (): void => {
    if (isLineOpen) output.write('\r\u001B[K')
    isLineOpen = false
  }
  return {
    say(text) {
      clearLine()
      output.write(`${text}\n`)
    },
    report(text) {
      if (output.isTTY) {
        clearLine()
        output.write(text.slice(0, output.columns - 1))
        isLineOpen = true
        return
      }
      // The same step with another number of seconds is no news yet.
      const step = text.replaceAll(/\d+/g, '')
      if (step === lastStep && Date.now() - lastReportAt < quietIntervalMs) return
      lastStep = step
      lastReportAt = Date.now()
      output.write(`${text}\n`)
    },
  }
}
