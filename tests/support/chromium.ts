/** The browser of the end-to-end tests. */
import { askForService } from './services-client.ts'

/**
 * The path of a Chromium, for playwright-core's `executablePath`. As root it needs `args: ['--no-sandbox']`.
 * @throws with what to install when there is none.
 */
export async function findChromium(): Promise<string> {
  const { executable } = await askForService('/chromium')
  return executable
}
