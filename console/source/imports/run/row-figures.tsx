/** How many rows are new, changed, as they were, and refused. */
import { SimpleGrid } from '@mantine/core'
import { Figure } from '../../ui/figure.tsx'
import { TextLink } from '../../ui/link.tsx'
import { formatCount } from '../../words/numbers.ts'
import type { ImportJob } from '../import-queries.ts'

export function RowFigures({ job: { id, kind, isDryRun, rows } }: { job: ImportJob }) {
  const label = (word: string) => (isDryRun ? `Would be ${word.toLowerCase()}` : word)
  return (
    <section className="card" aria-label="Rows">
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Figure
          label={label('New')}
          value={formatCount(rows.created)}
          note={
            isDryRun || rows.created === 0 ? undefined : (
              <TextLink to="/imports/$id/people" params={{ id }} size="xs">
                {kind === 'customers' ? 'Who they are' : 'Whose they are'}
              </TextLink>
            )
          }
        />
        <Figure
          label={label('Changed')}
          value={formatCount(rows.updated)}
          note={
            isDryRun || rows.updated === 0 ? undefined : (
              <TextLink to="/imports/$id/people" params={{ id }} search={{ status: 'updated' }} size="xs">
                {kind === 'customers' ? 'Who they are' : 'Whose they are'}
              </TextLink>
            )
          }
        />
        <Figure
          label="As they were"
          value={formatCount(rows.unchanged)}
          note={kind === 'customers' ? 'nothing new about them' : 'nothing new in them'}
        />
        <Figure
          label={label('Refused')}
          value={formatCount(rows.rejected)}
          note={
            rows.rejected === 0 ? undefined : (
              <a href="#refused" style={{ color: 'var(--mantine-color-anchor)' }}>
                Which, and why
              </a>
            )
          }
        />
      </SimpleGrid>
    </section>
  )
}
