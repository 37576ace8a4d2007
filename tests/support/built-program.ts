/** The program as it is built and run, for tests that start it as a process. */
import { askForService } from './services-client.ts'

/** The folder `dist`, of the sources as they are now. Takes as long as a build when they have changed. */
export async function findBuiltProgram(): Promise<string> {
  const { directory } = await askForService('/build')
  return directory
}
