/** Builds the workflow bundle ahead of time, so that a worker starts in seconds. Run by `npm run build`, after the compiler. */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

export const bundleFile = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url))

export async function buildBundle(): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath: findWorkflows(), ...workflowModules() })
  return code
}

/** `workflows/index`, as source or as compiled, whichever this file is. */
export function findWorkflows(): string {
  return fileURLToPath(new URL(`../workflows/index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
}

/**
 * Our modules are loaded once and frozen, and not once more for each run: they hold no state (whatever changes is a run's own, inside its function), and a run that waits takes half the
 * memory.
 */
export function workflowModules(): { preloadModules: string[] } {
  return { preloadModules: [findWorkflows()] }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(new URL('..', import.meta.url), { recursive: true })
  await writeFile(bundleFile, await buildBundle())
}
