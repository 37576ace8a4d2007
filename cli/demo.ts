/** `regulars demo`: makes the demo store in an empty installation and sends its first broadcast. `start` runs it once. */
import type { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { connect } from '../db/client.ts'
import { findApi } from './api-client.ts'
import { runDemo } from './demo/run-demo.ts'
import { createTerminal } from './start/terminal.ts'

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('Make the demo store, and send a broadcast to its At-risk customers through the sandbox')
    .action(async () => {
      const { databaseUrl, sandbox, storeAdmin, resend, temporal, push } = loadConfig()
      const terminal = createTerminal(process.stdout)
      const pool = connect(databaseUrl, { max: 4, applicationName: 'regulars-demo' })
      const sandboxUrl = sandbox.url !== undefined && resend?.baseUrl.startsWith(sandbox.url) === true ? sandbox.url : undefined
      const adminSandboxUrl = sandbox.url !== undefined && storeAdmin?.url.startsWith(sandbox.url) === true ? sandbox.url : undefined
      try {
        await runDemo({
          pool,
          api: findApi({}),
          log: (line) => terminal.say(line),
          ...(sandboxUrl === undefined ? {} : { sandboxUrl }),
          ...(adminSandboxUrl === undefined ? {} : { adminSandboxUrl }),
          ...(temporal.uiUrl === undefined ? {} : { temporalUiUrl: temporal.uiUrl }),
          ...(push === undefined ? {} : { pushPublicKey: push.publicKey }),
        })
      } finally {
        await pool.end()
      }
    })
}
