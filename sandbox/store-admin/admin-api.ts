/**
 * The store admin's HTTP: `GET /groups`, `/groups/{id}` and `/groups/{id}/members`, in pages by cursor. Each page of members is of the moment in which it is asked
 * for, and says the group's version, as an admin does that keeps no snapshots.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBearer, replyJson, writeReply, type Reply } from '../http-exchange.ts'
import type { AdminFaults } from './admin-faults.ts'
import type { AdminGroup, AdminGroups } from './admin-groups.ts'

export interface AdminCall {
  request: IncomingMessage
  response: ServerResponse
  /** Below the admin's own prefix, without the query. */
  path: string
  query: URLSearchParams
}

export interface AdminApiOptions {
  groups: AdminGroups
  faults: AdminFaults
  token: string
  /** For an admin without a token of its own. */
  acceptsAnyToken: boolean
}

const MOST_GROUPS = 500
const MOST_MEMBERS = 5_000

export function createAdminApi({ groups, faults, token, acceptsAnyToken }: AdminApiOptions) {
  let requests = 0

  function answer({ request, path, query }: AdminCall): Reply {
    if (request.method !== 'GET') return replyJson(405, { code: 'method_not_allowed' })
    const given = readBearer(request)
    if (given === undefined || !(acceptsAnyToken || given === token)) return replyJson(401, { code: 'token_invalid' })
    if (path === '/groups') return listGroups(query)
    const [, id, rest] = /^\/groups\/([^/]+)(\/members)?$/.exec(path) ?? []
    if (id === undefined) return replyJson(404, { code: 'not_found' })
    const group = groups.find(decodeId(id))
    if (group === undefined) return replyJson(404, { code: 'group_not_found' })
    return rest === undefined ? replyJson(200, describe(group)) : listMembers(group, query)
  }

  function listGroups(query: URLSearchParams): Reply {
    const after = readCursor(query)
    const limit = readLimit(query, MOST_GROUPS)
    const rest = groups.list().filter(({ id }) => after === undefined || id > after)
    const data = rest.slice(0, limit)
    return replyJson(200, { data: data.map(describe), nextCursor: rest.length > limit ? writeCursor(data.at(-1)?.id) : null })
  }

  function listMembers({ id, version, members }: AdminGroup, query: URLSearchParams): Reply {
    const after = readCursor(query)
    const limit = readLimit(query, MOST_MEMBERS)
    if (after !== undefined && faults.draw('page_missing')) return replyJson(404, { code: 'page_not_found' })
    const from = after === undefined ? 0 : findAfter(members, after)
    const data = members.slice(from, from + limit)
    const nextCursor = members.length > from + limit ? writeCursor(data.at(-1)) : null
    const isEmpty = after !== undefined && faults.draw('page_empty') !== undefined
    return replyJson(200, { groupId: id, version, data: isEmpty ? [] : data, nextCursor })
  }

  return {
    /** How often it was asked since the start, faults and all. */
    requests: () => requests,
    async serve(call: AdminCall): Promise<void> {
      requests += 1
      const slow = faults.draw('slow')
      if (slow !== undefined) await sleep(slow.ms ?? 1_000)
      if (faults.draw('reset')) {
        call.request.socket.resetAndDestroy()
        return
      }
      writeReply(call.response, refuse() ?? answer(call))
    },
  }

  function refuse(): Reply | undefined {
    const limited = faults.draw('rate_limited')
    if (limited) return replyJson(429, { code: 'rate_limited' }, { 'retry-after': String(limited.retryAfterSeconds ?? 1) })
    const broken = faults.draw('server_error')
    if (broken) {
      const { retryAfterSeconds } = broken
      return replyJson(500, { code: 'internal_error' }, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) })
    }
    if (faults.draw('bad_json')) return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"data": [' }
    return undefined
  }
}

function describe({ members, ...group }: AdminGroup) {
  return { ...group, memberCount: members.length }
}

function decodeId(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function writeCursor(last: string | undefined): string | null {
  return last === undefined ? null : Buffer.from(last).toString('base64url')
}

function readCursor(query: URLSearchParams): string | undefined {
  const cursor = query.get('cursor')
  return cursor === null ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
}

function readLimit(query: URLSearchParams, most: number): number {
  const limit = Number(query.get('limit') ?? most)
  return Number.isInteger(limit) && limit >= 1 ? Math.min(limit, most) : most
}

/** Where the first member after that one is, by halving. */
function findAfter(members: readonly string[], after: string): number {
  let from = 0
  let until = members.length
  while (from < until) {
    const middle = (from + until) >> 1
    if ((members[middle] ?? '') <= after) from = middle + 1
    else until = middle
  }
  return from
}
