/** A file is chosen or dropped, and what it holds is said; then it is on its way. */
import { Alert, Button, FileButton, Group, List, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { TextLink } from '../ui/link.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatBytes, importKinds } from '../words/imports.ts'
import { type FileLook, lookAtFile } from './file-look.ts'
import { createImport, importQuery, importsPath } from './import-queries.ts'
import { ImportSteps } from './import-steps.tsx'
import { startUpload } from './upload.ts'
import './imports.css'

interface Chosen extends FileLook {
  file: File
}

export function NewImportPage() {
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [chosen, setChosen] = useState<Chosen>()
  const choose = (file: File | null | undefined) => {
    if (file) void lookAtFile(file).then((look) => setChosen({ file, ...look }))
  }
  const making = useAction('imports:write', {
    async mutationFn({ file, kind }: Chosen) {
      const job = await createImport({ kind, fileName: file.name.slice(0, 255), fileBytes: file.size })
      startUpload(job.id, file, 0)
      cache.setQueryData(importQuery(job.id).queryKey, job)
      void cache.invalidateQueries({ queryKey: [importsPath, 'list'] })
      await navigate({ to: '/imports/$id', params: { id: job.id } })
    },
  })
  return (
    <Page title="Import a file" description={<TextLink to="/imports">All imports</TextLink>}>
      <ImportSteps current="File" />
      <Section title="The file">
        <Stack>
          <DropArea onFile={choose} chosen={chosen} />
          {chosen?.problem === undefined ? null : (
            <Alert color="red" variant="outline" role="alert" title={`“${chosen.file.name}” cannot be imported`}>
              {chosen.problem}
            </Alert>
          )}
          {chosen === undefined || chosen.problem !== undefined ? null : (
            <Group justify="space-between" align="flex-end">
              <Stack gap={4}>
                <Text size="sm" fw={500} id="import-kind">
                  It holds
                </Text>
                <SegmentedControl
                  aria-labelledby="import-kind"
                  value={chosen.kind}
                  onChange={(kind) => setChosen({ ...chosen, kind: kind === 'orders' ? 'orders' : 'customers' })}
                  data={Object.entries(importKinds).map(([value, label]) => ({ value, label }))}
                />
              </Stack>
              <ActionButton action={making} onClick={() => making.mutate(chosen)}>
                Upload and look at the columns
              </ActionButton>
            </Group>
          )}
          {making.isError ? <ProblemAlert error={making.error} title="The import could not be begun" /> : null}
        </Stack>
      </Section>
      <WhatIsKnown />
    </Page>
  )
}

function DropArea({ chosen, onFile }: { chosen: Chosen | undefined; onFile: (file: File | null | undefined) => void }) {
  const [isOver, setIsOver] = useState(false)
  const allow = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    onFile(event.dataTransfer.files[0])
  }
  return (
    <Stack
      align="center"
      gap="xs"
      className="drop-area"
      data-over={isOver || undefined}
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} stroke={1.4} aria-hidden />
      {chosen === undefined ? (
        <Text size="sm" c="dimmed">
          Drop a CSV file here, of any size
        </Text>
      ) : (
        <Text size="sm" ta="center" style={{ overflowWrap: 'anywhere' }}>
          <strong>{chosen.file.name}</strong>, {formatBytes(chosen.file.size)}
        </Text>
      )}
      <FileButton onChange={onFile} accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values">
        {(props) => (
          <Button {...props} variant={chosen === undefined ? 'filled' : 'default'}>
            {chosen === undefined ? 'Choose a file' : 'Choose another file'}
          </Button>
        )}
      </FileButton>
    </Stack>
  )
}

function WhatIsKnown() {
  return (
    <Section title="What happens then">
      <List size="sm" spacing={6}>
        <List.Item>
          The exports of Shopify and WooCommerce are recognised by their header, customers and orders. In any other file you say what each
          column means.
        </List.Item>
        <List.Item>
          A dry run goes through every row and says what would be new, changed and refused. Only then do you import, and the file is not
          sent again.
        </List.Item>
        <List.Item>
          Customers are known by the store’s own id. Import them before their orders where you can. The same file may be imported twice:
          rows that say nothing new change nothing.
        </List.Item>
        <List.Item>
          Nobody becomes reachable by being in a file. Only a column that says so can give consent, and you are told for how many people
          before it counts.
        </List.Item>
      </List>
    </Section>
  )
}
