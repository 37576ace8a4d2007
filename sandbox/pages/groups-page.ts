/** The store admin's groups, to be made, renamed, filled and deleted by hand, and what goes wrong with the admin. Every change is told of by a webhook. */
import { ADMIN_FAULT_KINDS, type AdminFaultKind } from '../store-admin/admin-faults.ts'
import type { SandboxStoreAdmin } from '../store-admin/store-admin.ts'
import { html, type HtmlValue } from './html.ts'

const SAYS: Record<AdminFaultKind, string> = {
  slow: 'Answers come a second late',
  rate_limited: 'Too many requests (429)',
  server_error: 'Server errors (500)',
  reset: 'The connection breaks',
  bad_json: 'The answer is no JSON',
  page_missing: 'Pages of members are missing (404)',
  page_empty: 'Pages of members are empty',
  webhook_lost: 'Webhooks never come',
  webhook_twice: 'Webhooks come twice',
  webhook_late: 'Webhooks come late, others before them',
}
const SHOWN_MEMBERS = 50

export function renderGroups({ groups, faults }: SandboxStoreAdmin): HtmlValue {
  const list = groups.list()
  const active = faults.list()
  return html`<h1>Groups of the store’s admin</h1>
    <p class="sub">${list.length} groups. Members are the store’s own ids of customers, separated by spaces or lines.</p>
    ${list.map(renderGroup)}
    <h2>Make a group</h2>
    <form method="post" action="/groups/new" class="reply">
      <input name="name" placeholder="Name" aria-label="Name of the new group" required maxlength="200" />
      <input name="members" placeholder="Members" aria-label="Members of the new group" />
      <button class="primary">Make</button>
    </form>
    <h2>What goes wrong</h2>
    <form method="post" action="/groups/faults">
      <table class="switches">
        <tbody>
          ${ADMIN_FAULT_KINDS.map((kind) => renderSwitch(kind, active.find((fault) => fault.kind === kind)?.rate))}
        </tbody>
      </table>
      <p class="buttons"><button class="primary">Apply</button> <button name="clear" value="all">Everything works</button></p>
    </form>`
}

function renderSwitch(kind: AdminFaultKind, rate: number | undefined): HtmlValue {
  return html`<tr>
    <th scope="row"><label for="${kind}">${SAYS[kind]}</label></th>
    <td>
      <input type="number" id="${kind}" name="${kind}" value="${Math.round((rate ?? 0) * 100)}" min="0" max="100" aria-label="${SAYS[kind]}: share in percent" /> %
    </td>
  </tr>`
}

function renderGroup({ id, name, kind, version, members }: ReturnType<SandboxStoreAdmin['groups']['list']>[number]): HtmlValue {
  const action = `/groups/${encodeURIComponent(id)}`
  const rest = members.length - SHOWN_MEMBERS
  return html`<details>
    <summary><strong>${name}</strong> ${kind === 'all_customers' && '(all customers)'} ${members.length} members, version ${version}</summary>
    <p class="sub">${id}: ${members.slice(0, SHOWN_MEMBERS).join(' ')}${rest > 0 && ` and ${rest} more`}</p>
    <form method="post" action="${action}/members" class="reply">
      <input name="add" placeholder="Add" aria-label="Members to add to ${name}" />
      <input name="remove" placeholder="Remove" aria-label="Members to remove from ${name}" />
      <button>Change members</button>
    </form>
    <form method="post" action="${action}/rename" class="reply">
      <input name="name" value="${name}" aria-label="New name of ${name}" required maxlength="200" /> <button>Rename</button>
      <button formaction="${action}/delete">Delete</button>
    </form>
  </details>`
}

/** Does what a form of the page asks for. */
export function applyGroupForm(pathname: string, form: URLSearchParams, storeAdmin: SandboxStoreAdmin): void {
  const [, , segment = '', action] = pathname.split('/')
  const name = (form.get('name') ?? '').trim().slice(0, 200)
  if (action === undefined) {
    if (segment === 'new' && name !== '') storeAdmin.create({ name, members: readIds(form.get('members')) })
    if (segment === 'faults') applyFaults(form, storeAdmin)
    return
  }
  const id = decodeSegment(segment)
  if (action === 'members') storeAdmin.changeMembers(id, { add: readIds(form.get('add')), remove: readIds(form.get('remove')) })
  if (action === 'rename' && name !== '') storeAdmin.rename(id, name)
  if (action === 'delete') storeAdmin.delete(id)
}

function applyFaults(form: URLSearchParams, { faults }: SandboxStoreAdmin): void {
  const share = (kind: AdminFaultKind) => Math.min(Math.max(Number(form.get(kind)) || 0, 0), 100) / 100
  const chosen = ADMIN_FAULT_KINDS.filter((kind) => !form.has('clear') && share(kind) > 0)
  faults.set(chosen.map((kind) => ({ kind, rate: share(kind) })))
}

function readIds(text: string | null): string[] {
  return (text ?? '').split(/[\s,;]+/).filter((id) => id !== '' && id.length <= 255)
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
