/** `regulars start` */
import type { Command } from 'commander'
import { start } from './start/start.ts'

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('Start everything on this machine, or one role of it (REGULARS_ROLE)')
    .option('--empty', 'start without the demo store', false)
    .action(({ empty }: { empty: boolean }) => start({ isEmpty: empty }))
}
