/**
 * `regulars`: the command line. Each noun brings its own commands in a file of its own; a mistake of the operator's is answered
 * with one message and no stack.
 */
import { Command } from 'commander'
import { ConfigError } from '../config.ts'
import { ApiFailure } from './api-client.ts'
import { addDemoCommand } from './demo.ts'
import { addImportCommand } from './import.ts'
import { addKeysCommands } from './keys.ts'
import { addMembersCommands } from './members.ts'
import { addSendCommand } from './send.ts'
import { StartFailure } from './start/failure.ts'
import { addStartCommand } from './start.ts'

const program = new Command('regulars').description('The durable campaign engine for online stores and marketplaces')
for (const addCommands of [addStartCommand, addDemoCommand, addImportCommand, addSendCommand, addKeysCommands, addMembersCommands])
  addCommands(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof StartFailure || error instanceof ConfigError || error instanceof ApiFailure) {
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  } else throw error
}
