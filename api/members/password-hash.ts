/**
 * Passwords as slow hashes: scrypt at a cost that OWASP's password storage cheat sheet gives (N = 2^15, r = 8, p = 3: 32 MiB and some 200 ms each), kept as PHC
 * strings, so that a later cost can stand beside it. Few run at once: who sends many passwords waits, and everybody else's requests do not.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { normalisePassword } from '../../domain/passwords.ts'
import { Problem } from '../http/problems.ts'

const cost = { logN: 15, r: 8, p: 3 }
const saltBytes = 16
const hashBytes = 32
const pattern = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/
/** A hash of nothing, at today's cost: looking an unknown member's password up takes as long as a known one's. */
const nobodys = format(cost, Buffer.alloc(saltBytes), Buffer.alloc(hashBytes))

/** @throws Problem 503 while too many wait */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  return format(cost, salt, await derive(password, salt, cost))
}

/** False as well where there is no hash, after the same time. @throws Problem 503 while too many wait */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const { salt, hash, ...cost } = parse(kept ?? nobodys)
  const derived = await derive(password, salt, cost)
  return timingSafeEqual(derived, hash) && kept !== null
}

interface Cost {
  logN: number
  r: number
  p: number
}

function format({ logN, r, p }: Cost, salt: Buffer, hash: Buffer): string {
  const encode = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$scrypt$ln=${logN},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`
}

function parse(text: string): Cost & { salt: Buffer; hash: Buffer } {
  const [, logN = '', r = '', p = '', salt = '', hash = ''] = pattern.exec(text) ?? []
  if (hash === '') throw new Error('A password hash cannot be read')
  return { logN: Number(logN), r: Number(r), p: Number(p), salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

const atOnce = 2
const waitingAtMost = 50
let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  if (waiting.length >= waitingAtMost) throw new Problem('try_again', { headers: { 'Retry-After': '5' } })
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const N = 2 ** logN
      scrypt(normalisePassword(password), salt, hashBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      )
    })
  } finally {
    // The place goes to who waits longest, so that nobody slips in between.
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}
