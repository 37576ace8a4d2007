/** The members of a saved audience, as they are now. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { PersonTable } from '../ui/person-table.tsx'
import { audiencesPath, type Member } from './audience-queries.ts'

/** @param version of the audience: another rule has other members */
export function MemberSection({ id, version }: { id: string; version: number }) {
  const query = useInfiniteQuery(listOf<Member>(`${audiencesPath}/${id}/customers`, { limit: 25 }, version))
  return (
    <Section id="members" title="Members" isFlush>
      <CursorList query={query} empty={<Empty title="Nobody is in it now">The rule is asked anew whenever the audience is used.</Empty>}>
        {(members) => <PersonTable people={members} />}
      </CursorList>
    </Section>
  )
}
