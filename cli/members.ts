/**
 * `regulars members`: who may sign in to the console, straight in the database, so that the first owner can come in and nobody is locked out. It never takes a
 * password: it prints links, and whoever opens one chooses their own.
 */
import { type Command, Option } from 'commander'
import { loadConfig } from '../config.ts'
import { connect, type Pool } from '../db/client.ts'
import { inviteMember, issuePasswordLink } from '../db/queries/members/invitations.ts'
import { findMember, listMembers, type Member, readMember } from '../db/queries/members/members.ts'
import { normaliseEmail } from '../domain/email-addresses.ts'
import { formatId, parseId } from '../domain/ids.ts'
import { type Role, roles } from '../domain/roles.ts'
import { StartFailure } from './start/failure.ts'

export function addMembersCommands(program: Command): void {
  const members = program.command('members').description('who may sign in to the console')
  members
    .command('list')
    .description('list members, the first ones first')
    .action(async () => {
      const all = await withPool((pool) => listMembers(pool, { limit: 1000 }))
      for (const member of all) process.stdout.write(`${describeMember(member)}\n`)
    })
  members
    .command('invite')
    .description('print a link by which somebody becomes a member; it works once, for a week')
    .argument('<email>', 'whom; they sign in with it')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('viewer'))
    .action(async (text: string, { role }: { role: Role }) => {
      const email = normaliseEmail(text)
      if (email === undefined) throw new StartFailure(`${text} is not an email address.`)
      const invited = await withPool((pool) => inviteMember(pool, { email, role, at: new Date() }))
      if (invited === 'taken') {
        throw new StartFailure(`${email} is a member already. \`regulars members reset-password ${email}\` lets them in again.`)
      }
      writeLink(invited, `${email} becomes ${role === 'viewer' ? 'a' : 'an'} ${role} by this link`)
    })
  members
    .command('reset-password')
    .description('print a link by which a member chooses another password; it works once, for a day')
    .argument('<member>', 'email address, or mbr_… as list shows it')
    .action(async (text: string) => {
      const { member, link } = await withPool(async (pool) => {
        const found = await find(pool, text)
        return { member: found, link: found && (await issuePasswordLink(pool, { memberId: found.id, at: new Date() })) }
      })
      if (member === undefined) throw new StartFailure(`There is no member ${text}. \`regulars members list\` shows those that there are.`)
      if (link === undefined) throw new StartFailure(`${text} is disabled. An owner can let them in again under Settings, Members.`)
      writeLink(link, `${member.name} chooses another password by this link`)
    })
}

async function find(pool: Pool, text: string): Promise<Member | undefined> {
  const id = parseId('member', text)
  if (id !== undefined) return readMember(pool, id)
  const email = normaliseEmail(text)
  return email === undefined ? undefined : findMember(pool, email)
}

function writeLink({ token, expiresAt }: { token: string; expiresAt: Date }, words: string): void {
  process.stderr.write(`${words}, once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC:\n`)
  // Alone on standard output, so that a script can hand it on.
  process.stdout.write(`${loadConfig().publicUrl}/join#${token}\n`)
}

function describeMember({ id, name, email, role, disabledAt, lastSeenAt }: Member): string {
  const state = disabledAt === null ? 'may sign in' : 'disabled'
  const seen = lastSeenAt === null ? 'never signed in' : `last seen ${lastSeenAt.toISOString().slice(0, 10)}`
  return [formatId('member', id), role, name, email ?? 'no address', state, seen].join('  ')
}

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = connect(loadConfig().databaseUrl, { max: 1, applicationName: 'regulars-members' })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
