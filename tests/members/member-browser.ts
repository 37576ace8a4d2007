/** A member's browser as the API sees it: it keeps the cookie, and says that the console's own page asks. */
import { createSession } from '../../db/queries/members/sessions.ts'
import { insertMember, type Member } from '../../db/queries/members/members.ts'
import type { Role } from '../../domain/roles.ts'
import type { Called, CallOptions, TestApi } from '../api/test-api.ts'

export interface MemberBrowser {
  /** `name=value`, as it is sent; empty without one. */
  cookie: string
  call<Body = never>(method: string, path: string, options?: CallOptions): Promise<Called<Body>>
}

export interface ProblemBody {
  code: string
  detail?: string
  errors?: { path: string; message: string }[]
}

export const ownPage = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty', 'x-regulars-console': '1' }
export const goodPassword = 'seven green bottles'

export function openBrowser(api: TestApi, cookie = ''): MemberBrowser {
  const browser: MemberBrowser = {
    cookie,
    async call<Body>(method: string, path: string, { headers, ...options }: CallOptions = {}) {
      const answer = await api.call<Body>(method, path, {
        key: null,
        ...options,
        headers: { ...ownPage, ...(browser.cookie === '' ? {} : { cookie: browser.cookie }), ...headers },
      })
      const [kept] = answer.headers.getSetCookie()
      if (kept !== undefined) browser.cookie = kept.includes('Max-Age=0') ? '' : (kept.split(';')[0] ?? '')
      return answer
    },
  }
  return browser
}

/** A member who is signed in, without the time that a password takes. */
export async function enterAs(
  api: TestApi,
  role: Role,
  { name = role, at = new Date() }: { name?: string; at?: Date } = {},
): Promise<MemberBrowser & { member: Member }> {
  const member = await insertMember(api.pool, { name, email: `${name}@example.com`, role, passwordHash: null, at })
  if (member === undefined) throw new Error(`There is a ${name} already`)
  const { token } = await createSession(api.pool, { memberId: member.id, device: 'Firefox on Linux', at })
  return Object.assign(openBrowser(api, `regulars-3000=${token}`), { member })
}
