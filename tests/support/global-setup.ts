/**
 * Runs once around a whole test run: offers PostgreSQL and the Temporal dev server to the test files, which ask for them by HTTP
 * when they first need them, so that a run of pure tests starts nothing.
 */
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { serveSharedServices } from './shared-services.ts'
import type { SharedServices } from './shared-services.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `shared-services.ts` answers. */
    sharedServicesUrl: string
  }
}

// Every vitest project runs this file; all of them share what the first one made.
const holder = globalThis as { regularsSharedServices?: Promise<SharedServices>; regularsSharedServicesUsers?: number }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.regularsSharedServices ??= serveSharedServices()
  holder.regularsSharedServicesUsers = (holder.regularsSharedServicesUsers ?? 0) + 1
  const services = await holder.regularsSharedServices
  project.provide('sharedServicesUrl', services.url)
  return async () => {
    holder.regularsSharedServicesUsers = (holder.regularsSharedServicesUsers ?? 1) - 1
    if (holder.regularsSharedServicesUsers > 0) return
    delete holder.regularsSharedServices
    await services.stop()
    rmSync(services.directory, { recursive: true, force: true })
  }
}
