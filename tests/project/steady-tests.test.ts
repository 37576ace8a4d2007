import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Each in a test of its own. */
const refused = [
  "expect(page.url()).toContain('q=')",
  'expect(await page.getByRole("row").count()).toBe(0)',
  'const before = await field.inputValue()',
  "const texts = await Promise.all(['a', 'b'].map((name) => row(name).innerText()))",
  'await page.waitForTimeout(500)',
  'const read = () => page.getByRole("row").count()\nawait expect.poll(read).toBe(1)\nexpect(await read()).toBe(1)',
  'const isOpen = async () => (await menu.isVisible()) && expect(isOpen).toBeDefined()',
]
const allowed = [
  "await expect.poll(() => page.url()).toContain('q=')",
  "await expect.poll(async () => (await field.inputValue()).trim(), { timeout: 9 }).toBe('x')",
  'const read = async () => { const rows = await page.getByRole("row").count(); return rows }\nawait expect.poll(read).toBe(1)\nawait expect.poll(() => read()).toBe(1)',
  "page.on('request', (request) => seen.push(request.url()))",
  'await Promise.all([page.reload(), expectCount(rows, 1)])',
]

const project = join(import.meta.dirname, '..', '..')
const directory = mkdtempSync(join(tmpdir(), 'regulars-steady-'))
let complaints: string[] = []

beforeAll(async () => {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), text)
  }
  for (const file of ['.oxlintrc.json', 'scripts/lint/steady-tests.mjs']) {
    write(file, '')
    copyFileSync(join(project, file), join(directory, file))
  }
  for (const [at, statement] of refused.entries()) write(`tests/e2e/refused-${at}.test.ts`, `${statement}\n`)
  for (const [at, statement] of allowed.entries()) write(`tests/e2e/allowed-${at}.test.ts`, `${statement}\n`)
  // What has no page may be asked once.
  write('tests/api/elsewhere.test.ts', `${refused.join('\n')}\n`)
  complaints = await lint()
})
afterAll(() => rmSync(directory, { recursive: true }))

/** The files that the rule complains about. */
function lint(): Promise<string[]> {
  const rule = /^(.+?):\d+:\d+: .*no-one-shot-read/
  return new Promise((resolve) => {
    execFile(join(project, 'node_modules/.bin/oxlint'), ['--format', 'unix', '.'], { cwd: directory }, (_error, output) => {
      resolve(output.split('\n').flatMap((line) => rule.exec(line)?.[1] ?? []))
    })
  })
}

describe('a test in the browser', () => {
  it.each(refused.map((statement, at) => [statement, at] as const))('is refused with «%s»', (_statement, at) =>
    expect(complaints).toContain(`tests/e2e/refused-${at}.test.ts`),
  )
  it.each(allowed.map((statement, at) => [statement, at] as const))('may have «%s»', (_statement, at) =>
    expect(complaints).not.toContain(`tests/e2e/allowed-${at}.test.ts`),
  )
  it('is what the rule is about, and nothing else', () => expect(complaints).not.toContain('tests/api/elsewhere.test.ts'))
})
