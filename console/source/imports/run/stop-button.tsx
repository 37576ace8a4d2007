import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../../ui/confirmation.tsx'
import { cancelImport, type ImportJob, importQuery } from '../import-queries.ts'

export function StopButton({ job: { id, fileName, isDryRun } }: { job: ImportJob }) {
  const cache = useQueryClient()
  const [isAsking, asking] = useDisclosure()
  return (
    <>
      <Button variant="default" c="var(--tone-bad)" onClick={asking.open}>
        Stop
      </Button>
      <Confirmation
        isOpen={isAsking}
        title={`Stop “${fileName}”?`}
        confirm={isDryRun ? 'Stop the dry run' : 'Stop the import'}
        isDestructive
        onConfirm={async () => cache.setQueryData(importQuery(id).queryKey, await cancelImport(id))}
        onClose={asking.close}
      >
        {isDryRun
          ? 'Nothing was changed. The file stays for a day, to be tried again.'
          : 'Rows that are in stay in. The file stays for a day: gone on with later, rows that are in change nothing.'}
      </Confirmation>
    </>
  )
}
