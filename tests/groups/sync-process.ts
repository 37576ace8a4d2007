/** A process of its own that syncs one group, to be measured: `sync-process.ts <database URL> <admin's URL> <its token> <group's UUID>`. */
import { createGroupActivities } from '../../activities/groups.ts'
import { createHttpStoreAdmin } from '../../connectors/store-admin-http.ts'
import { connect } from '../../db/client.ts'
import { runActivity } from './run-activity.ts'

const [, , databaseUrl = '', url = '', token = '', groupId = ''] = process.argv
const pool = connect(databaseUrl, { max: 2 })
const { syncGroup } = createGroupActivities({ pool, storeAdmin: createHttpStoreAdmin({ url, token }), now: () => new Date() })
const { members } = await runActivity(syncGroup, { groupId })
await pool.end()
process.stdout.write(`${members} ${process.resourceUsage().maxRSS}\n`)
