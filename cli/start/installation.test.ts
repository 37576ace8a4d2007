import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openInstallation } from './installation.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'regulars-installation-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

it('refuses a second start while the first one runs, and says how to go on', async () => {
  const running = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'scripts/start.mjs'])
  writeFileSync(join(directory, 'lock'), `${running.pid}\n`)
  expect(() => openInstallation(directory, { withDemo: true })).toThrow(`kill ${running.pid}`)
  const exited = new Promise((resolve) => running.once('exit', resolve))
  running.kill('SIGKILL')
  await exited
  expect(openInstallation(directory, { withDemo: true }).wasInterrupted).toBe(true)
})

it.each([
  ['a process that is no more', '4194303\n'],
  ['another program that has its id now', `${process.ppid}\n`],
  ['a start that was cut off while it wrote', ''],
])('takes over the lock of %s', (_holder, content) => {
  writeFileSync(join(directory, 'lock'), content)
  expect(openInstallation(directory, { withDemo: true }).wasInterrupted).toBe(true)
})

it('makes the demo due once: until it is done, and never after a first start without it', () => {
  const open = (withDemo: boolean): boolean => {
    const installation = openInstallation(directory, { withDemo })
    installation.release()
    return installation.isDemoDue
  }
  expect(open(true)).toBe(true)
  // The first start was broken off before the demo was done.
  expect(open(true)).toBe(true)
  openInstallation(directory, { withDemo: true }).recordDemoDone()
  rmSync(join(directory, 'lock'))
  expect(open(true)).toBe(false)
  rmSync(join(directory, 'demo'))
  expect(open(false)).toBe(false)
  expect(open(true)).toBe(false)
})

it('says what to do when the folder cannot be made', () => {
  writeFileSync(join(directory, 'file'), '')
  expect(() => openInstallation(join(directory, 'file', 'data'), { withDemo: true })).toThrow('REGULARS_DATA_DIR')
})
