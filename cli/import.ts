/**
 * `regulars import customers|orders FILE`: sends a CSV file to the API, follows its import, and writes the rows that were rejected beside it. Exit
 * code 0: every row was taken; 1: the import could not be done, or its end was not awaited; 2: it was done, but rows were rejected.
 */
import { type Command, InvalidArgumentError } from 'commander'
import { importKinds, type ImportKind, importSources } from '../domain/imports.ts'
import { addApiOptions, type ApiOptions, createApiClient, findApi } from './api-client.ts'
import { runImport } from './import-run.ts'
import { createTerminal } from './start/terminal.ts'

interface ImportCommandOptions extends ApiOptions {
  source?: string
  mapping: Record<string, string>
  encoding?: string
  delimiter?: string
  decimalMark?: string
  ignoreUnknown: boolean
  createCustomers?: boolean
  currency?: string
  timeZone?: string
  consentSource?: string
  dryRun: boolean
  rejected?: string
  resume?: string
}

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('Import customers or orders from a CSV file')
    .argument('<kind>', importKinds.join(' or '), parseKind)
    .argument('<file>', 'CSV file with a header line')
    .option('--source <name>', `whose export it is: ${importSources.join(', ')}; found out from the header by default`)
    .option('--mapping <column=field>', 'what a column means: a field, attributes.<name> or ignore (repeatable)', collectMapping, {})
    .option('--encoding <name>', 'found out from the file by default')
    .option('--delimiter <character>', 'comma, semicolon, tab or |; found out from the file by default', parseDelimiter)
    .option('--decimal-mark <mark>', 'of amounts: . or ,')
    .option('--ignore-unknown', 'do not make attributes of columns that have no meaning here', false)
    .option('--create-customers', 'orders: create customers who are not known; the default for exports that are recognised')
    .option('--no-create-customers', 'orders: reject orders of customers who are not known')
    .option('--currency <code>', "of amounts in rows that name none; the store's by default")
    .option('--time-zone <zone>', "of times without an offset; the store's by default")
    .option('--consent-source <source>', 'where the consents in the file were given')
    .option('--dry-run', 'say what would happen, change nothing', false)
    .option('--rejected <file>', 'where rejected rows go; FILE.rejected.csv by default')
    .option('--resume <id>', 'go on with an import that was broken off')
    .addHelpText('after', '\nExit code 0: every row was taken; 1: the import could not be done; 2: done, but rows were rejected.')
  addApiOptions(command).action(async (kind: ImportKind, file: string, options: ImportCommandOptions) => {
    const place = findApi(options)
    process.exitCode = await runImport(
      {
        kind,
        file,
        rejectedFile: options.rejected ?? `${file}.rejected.csv`,
        options: buildOptions(options),
        ...(options.resume === undefined ? {} : { resume: options.resume }),
      },
      { place, api: createApiClient(place), terminal: createTerminal(process.stdout) },
    )
  })
}

function buildOptions(given: ImportCommandOptions): Record<string, unknown> {
  const { source, mapping, encoding, delimiter, decimalMark, currency, timeZone, consentSource } = given
  const named = { source, encoding, delimiter, decimalMark, currency, timeZone, consentSource }
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(Object.keys(mapping).length === 0 ? {} : { mapping }),
    ...(given.dryRun ? { isDryRun: true } : {}),
    ...(given.createCustomers === undefined ? {} : { createCustomers: given.createCustomers }),
    ...(given.ignoreUnknown ? { unknownColumns: 'ignore' } : {}),
  }
}

function parseKind(text: string): ImportKind {
  const kind = importKinds.find((known) => known === text)
  if (kind === undefined) throw new InvalidArgumentError(`Not ${importKinds.join(' or ')}.`)
  return kind
}

function parseDelimiter(text: string): string {
  return { comma: ',', semicolon: ';', pipe: '|', '\\t': 'tab', '\t': 'tab' }[text] ?? text
}

/** The last `=` parts them: a header may hold one, a field does not. */
function collectMapping(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write column=field.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
