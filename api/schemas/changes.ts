/** What the stream of changes says. */
import { z } from 'zod'
import { changeTopics } from '../../domain/change-topics.ts'

const topic = z.enum(changeTopics)

export const changesOpenedSchema = z.strictObject({
  topics: z.array(topic).meta({ description: 'What the stream tells of: what the caller may read.' }),
  recent: z.array(topic).meta({ description: 'What has changed within the last seconds.' }),
})

export const changedSchema = z.strictObject({ topics: z.array(topic) })
