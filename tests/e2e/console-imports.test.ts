import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible, findViolations } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectAttribute, expectChecked, expectCount, expectDisabled, expectNone, expectValue } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'regulars-imports-'))
  stack = await startConsoleStack({ customers: 0 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 300_000)

afterAll(async () => {
  await stack?.close()
  rmSync(directory, { recursive: true, force: true })
})

const { button, region, dialog, heading, choose } = locateOn(() => page)
const table = (name: string) => region(name).getByRole('table')

function write(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

async function pick(path: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Choose a(nother)? file$/ }).click()
  await (await choosing).setFiles(path)
}

/** From the form to the end of the dry run. */
async function tryOut(path: string): Promise<void> {
  await page.goto(`${stack.url}/imports/new`)
  await pick(path)
  await button('Upload and look at the columns').click()
  await region('What the columns mean').waitFor()
  await button('Start the dry run').click()
  await region('Nothing was changed yet').waitFor()
}

/** How many rows were made, changed, left as they were, and refused. */
async function expectRows(counts: readonly string[]): Promise<void> {
  await expect.poll(async () => (await region('Rows').innerText()).split('\n').filter((line) => /^[\d,]+$/.test(line))).toEqual(counts)
}

const customers = [
  'Kundennummer;E-Mail;Vorname;Schuhgröße;Newsletter',
  'k-1;ann@example.com;Ann;38;yes',
  'k-2;ben.example.com;Ben;44;yes',
  'k-3;cleo@example.com;Cléo;39;no',
  'k-4;dan@example.com;Dan;43;perhaps',
  'k-5;eve@example.com;Eve;40;',
  '',
].join('\n')

describe('importing a CSV file with errors', () => {
  it('begins with an empty list that says what to do, and refuses what is no CSV', async () => {
    await page.goto(`${stack.url}/imports`)
    await page.getByText('Nothing imported yet').waitFor()
    await page.getByRole('link', { name: 'Import a file' }).first().click()
    await heading('Import a file').waitFor()
    await pick(write('book.csv', 'PK\u0003\u0004'))
    await page.getByRole('alert').getByText('This is a workbook').waitFor()
    await expectNone(button('Upload and look at the columns'), { beside: page.getByRole('alert').getByText('This is a workbook') })
  })

  it('finds out how the file is written, guesses columns, and asks for those that it cannot', async () => {
    await pick(write('kunden.csv', customers))
    await page.getByText('kunden.csv').waitFor()
    await expectChecked(page.getByRole('radio', { name: 'Customers' }))
    await button('Upload and look at the columns').click()
    await page.getByText('No column is “Customer id”. Choose which one is.').waitFor()
    await expectAttribute(page.getByRole('combobox', { name: 'Delimiter' }), 'placeholder', 'Found: Semicolon')
    await expectAttribute(page.getByRole('combobox', { name: 'Encoding' }), 'placeholder', 'Found: UTF-8')
    await expectValue(page.getByRole('combobox', { name: 'What “E-Mail” means' }), 'Email')
    await expectValue(page.getByRole('combobox', { name: 'What “Schuhgröße” means' }), 'Attribute “schuhgröße”')
    await expectDisabled(button('Start the dry run'))
    await choose(page, 'What “Kundennummer” means', 'Customer id')
    await choose(page, 'What “Vorname” means', 'First name')
    await page.getByText('“Newsletter” says who may get email').waitFor()
    await table('The first rows').getByText('cleo@example.com').waitFor()
    expect(await findViolations(page)).toEqual([])
    // What was said outlives a reload.
    await page.reload()
    await table('What the columns mean').waitFor()
    await expectValue(page.getByRole('combobox', { name: 'What “Kundennummer” means' }), 'Customer id')
  })

  it('is tried out: nothing is changed, and every error says where it is and what to do', async () => {
    await button('Start the dry run').click()
    await region('Nothing was changed yet').waitFor()
    await expectRows(['3', '0', '0', '2'])
    const refused = region('Refused rows (2)')
    await refused.getByRole('row', { name: /^3 E-Mail\s*b••\.e••••••\.c•• Not an email address/ }).waitFor()
    await refused.getByRole('row', { name: /^5 Newsletter\s*perhaps Not a consent: write subscribed/ }).waitFor()
    await region('Consent').getByText('1 person becomes subscribed').waitFor()
    await region('For example').getByText('schuhgröße: 38').waitFor()
    expect(await stack.pool`SELECT FROM customers`).toHaveLength(0)
    expect(await findViolations(page)).toEqual([])
  })

  it('is imported once the number of new subscribers is said yes to, without being sent again', async () => {
    await button('Import 3 customers').click()
    const last = dialog('Import “kunden.csv”?')
    await last.getByText('1 person becomes subscribed to Email').waitFor()
    await expectDisabled(last.getByRole('button', { name: 'Import 3 customers' }))
    await last.getByRole('checkbox').check()
    await last.getByRole('button', { name: 'Import 3 customers' }).click()
    await region('Imported').waitFor()
    await expectRows(['3', '0', '0', '2'])
    expect([
      ...(await stack.pool`
        SELECT external_id, email_consent, attributes->>'schuhgröße' AS size FROM customers JOIN contact_states ON customer_id = id ORDER BY external_id`),
    ]).toEqual([
      { external_id: 'k-1', email_consent: 'subscribed', size: '38' },
      { external_id: 'k-3', email_consent: 'never', size: '39' },
      { external_id: 'k-5', email_consent: 'never', size: '40' },
    ])
  })

  it('gives back the refused rows, which are mended and imported again, and then all are there', async () => {
    const downloading = page.waitForEvent('download')
    await button('Download refused rows').click()
    const file = await downloading
    expect(file.suggestedFilename()).toBe('kunden-refused.csv')
    const text = readFileSync(await file.path(), 'utf8')
    expect(text.split('\n')).toHaveLength(4)
    const mended = text.replace('ben.example.com', 'ben@example.com').replace('perhaps', 'no')
    await page.goto(`${stack.url}/imports/new`)
    await pick(write('mended.csv', mended))
    await button('Upload and look at the columns').click()
    await choose(page, 'What “Kundennummer” means', 'Customer id')
    await choose(page, 'What “Vorname” means', 'First name')
    await expectValue(page.getByRole('combobox', { name: 'What “Rejected because” means' }), 'Left out')
    await button('Start the dry run').click()
    await button('Import 2 customers').click()
    await page.getByRole('dialog').getByRole('checkbox').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Import 2 customers' }).click()
    await region('Imported').waitFor()
    await expectRows(['2', '0', '0', '0'])
    expect(await stack.pool`SELECT FROM customers WHERE external_id LIKE 'k-%'`).toHaveLength(5)
  })

  it('leads from its numbers to the people behind them', async () => {
    await region('Rows').getByRole('link', { name: 'Who they are' }).click()
    await heading('Brought by mended.csv').waitFor()
    await expect.poll(async () => (await region('People').getByRole('link').allInnerTexts()).sort()).toEqual(['Ben', 'Dan'])
    await page.getByRole('radiogroup', { name: 'Which' }).getByText('Changed', { exact: true }).click()
    await page.getByText('This import has changed nobody').waitFor()
    await page.getByRole('link', { name: 'Back to the import' }).click()
    await region('Imported').waitFor()
  })

  it('says of the same file once more that it changes nothing', async () => {
    await tryOut(write('again.csv', 'id,email\nk-1,ann@example.com\nk-2,ben@example.com\n'))
    await expectRows(['0', '0', '2', '0'])
    await page.getByText('Importing it would change nothing.').waitFor()
    await button('Change what columns mean').click()
    await choose(page, 'What “email” means', 'Left out')
    await button('Start the dry run').click()
    await region('Nothing was changed yet').waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'see what came of it' }).waitFor()
  })

  it('recognises an export of Shopify, and says what it makes of its orders', async () => {
    await page.goto(`${stack.url}/imports/new`)
    await pick(
      write(
        'orders_export.csv',
        'Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price\n#1,ann@example.com,paid,2026-01-05 10:00:00 +0100,EUR,10.00,1,Cap,10.00\n#2,new@example.com,paid,2026-01-06 10:00:00 +0100,EUR,20.00,2,Cap,10.00\n',
      ),
    )
    await expectChecked(page.getByRole('radio', { name: 'Orders' }))
    await button('Upload and look at the columns').click()
    await page.getByText('Shopify, orders').waitFor()
    await button('Start the dry run').click()
    await region('Orders').getByText('2 orders of €30.00').waitFor()
    await region('Orders').getByText('1 customer would be made for orders of people who are not known').waitFor()
    await button('Import 2 orders').click()
    await dialog('Import “orders_export.csv”?').getByText('Nobody becomes reachable by it.').waitFor()
    await dialog('Import “orders_export.csv”?').getByRole('button', { name: 'Import 2 orders' }).click()
    await region('Imported').getByRole('link', { name: 'See the segments' }).waitFor()
  })

  it('goes on with an upload that was broken off, when the same file is chosen again', async () => {
    const rows = Array.from({ length: 1_500 }, (_, at) => `u-${at},u${at}@example.com,${'x'.repeat(2_200)}`)
    const text = `id,email,note\n${rows.join('\n')}\n`
    const path = write('long.csv', text)
    const made = await stack.call<{ id: string }>('POST', '/api/v1/imports', {
      kind: 'customers',
      fileName: 'long.csv',
      fileBytes: Buffer.byteLength(text),
    })
    await page.goto(`${stack.url}/imports/${made.id}`)
    await page.getByText('0 byte of 3.3 MB, 0%. Choose “long.csv” again, and it goes on from there.').waitFor()
    const choosing = page.waitForEvent('filechooser')
    await button('Choose the file again').click()
    await (await choosing).setFiles(write('other.csv', 'id\n1\n'))
    await page.getByRole('alert').getByText('it is another file').waitFor()
    const again = page.waitForEvent('filechooser')
    await button('Choose the file again').click()
    await (await again).setFiles(path)
    await page.getByRole('switch', { name: 'Keep columns without a meaning as attributes' }).click()
    await expectValue(page.getByRole('combobox', { name: 'What “note” means' }), 'Left out')
    await button('Start the dry run').click()
    await region('Nothing was changed yet').waitFor()
    await expectRows(['1,500', '0', '0', '0'])
  })

  it('lists all of them, filtered by what the address says', async () => {
    await page.goto(`${stack.url}/imports?run=dry&kind=orders`)
    const imports = table('Imports')
    await imports.getByRole('row', { name: /^orders_export\.csv/ }).waitFor()
    await expectCount(imports.getByRole('row'), 2)
    await choose(page, 'Run', 'Imports')
    await expectAddress(page, 'run=real')
    // The rows of before stay until the others are there.
    await imports.getByText('Orders, dry run').waitFor({ state: 'detached' })
    await imports.getByRole('link', { name: 'orders_export.csv' }).click()
    await region('Imported').waitFor()
  })

  it('is accessible on every page of it, in light and dark', async () => {
    const { data } = await stack.call<{ data: { id: string; isDryRun: boolean; rows: { rejected: number } }[] }>('GET', '/api/v1/imports')
    const withErrors = data.find(({ isDryRun, rows }) => isDryRun && rows.rejected > 0)?.id ?? ''
    expect(withErrors).not.toBe('')
    for (const path of [
      '/imports',
      '/imports/new',
      `/imports/${withErrors}`,
      `/imports/${withErrors}?code=invalid_value`,
      `/imports/${withErrors}/people`,
      '/groups',
    ])
      await expectAccessible(page, stack.url + path)
  })

  it('never broke its content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
