/** The pages for an address that nobody knows, and for a page that broke. */
import { Button } from '@mantine/core'
import { ButtonLink } from '../ui/link.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'

export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <Empty title="Nothing is at this address" action={<ButtonLink to="/">Go to today</ButtonLink>}>
        It may be mistyped, or what it led to was deleted. Search for it, or choose a page from the menu.
      </Empty>
    </Page>
  )
}

export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <>
      <ProblemAlert error={error} title="This page broke" retry={reset} />
      <Button mt="md" variant="default" onClick={() => location.reload()}>
        Reload
      </Button>
    </>
  )
}
