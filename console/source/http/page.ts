/** Lists of the API: pages by cursor, which a table shows one after the other. */
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { formatQuery, request } from './request.ts'
import { followList } from './topics.ts'

export interface Page<Row> {
  data: Row[]
  nextCursor: string | null
}

type Filter = Record<string, string | number | undefined>

/**
 * What is known stays on the screen while a new filter is looked up.
 * @param path says what it is about, and so when it is asked anew (topics.ts)
 * @param revision of what is listed: another one is another list
 */
export function listOf<Row>(path: string, filter: Filter = {}, revision = 0) {
  return infiniteQueryOptions({
    queryKey: [path, 'list', filter, revision],
    queryFn: ({ pageParam, signal }) => request<Page<Row>>('GET', `${path}${formatQuery({ ...filter, cursor: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    meta: followList(path),
  })
}

export function readPage<Row>(path: string, filter: Filter, signal?: AbortSignal): Promise<Page<Row>> {
  return request<Page<Row>>('GET', `${path}${formatQuery(filter)}`, signal === undefined ? {} : { signal })
}
