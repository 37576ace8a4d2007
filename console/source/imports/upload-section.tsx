/** How much of a file has arrived; and where its sending was broken off, the way to go on with it. */
import { Alert, Button, FileButton, Group, Progress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatBytes } from '../words/imports.ts'
import type { ImportJob } from './import-queries.ts'
import { startUpload, stopUpload, type Upload } from './upload.ts'

interface UploadSectionProps {
  job: ImportJob
  upload: Upload | undefined
  onGiveUp: () => void
}

export function UploadSection({ job, upload, onGiveUp }: UploadSectionProps) {
  const sent = upload?.bytesSent ?? job.bytesTotal
  const total = upload?.bytesTotal ?? job.fileBytes ?? sent
  const share = total === 0 ? 0 : Math.floor((sent / total) * 100)
  const isGoing = upload?.state === 'sending' || upload?.state === 'waiting'
  return (
    <Section title="The file">
      <Stack gap="sm">
        <Progress value={share} animated={upload?.state === 'sending'} aria-label="How much of the file has arrived" />
        <Text size="sm" role="status">
          {`${formatBytes(sent)} of ${formatBytes(total)}, ${share}%`}
          {upload?.state === 'waiting' ? '. It goes on as soon as Regulars answers' : ''}
          {isGoing ? '. You may open other pages meanwhile.' : `. Choose “${job.fileName}” again, and it goes on from there.`}
        </Text>
        {upload?.state === 'failed' ? <ProblemAlert error={upload.error} title="The file could not be sent" /> : null}
        <Group>
          {isGoing ? null : <GoOn job={job} />}
          <Button
            variant="default"
            onClick={() => {
              stopUpload(job.id)
              onGiveUp()
            }}
          >
            {isGoing ? 'Stop the upload' : 'Give it up'}
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}

function GoOn({ job: { id, fileBytes, bytesTotal } }: { job: ImportJob }) {
  const [refused, setRefused] = useState<string>()
  const goOn = (file: File | null) => {
    if (file === null) return
    const isSame = fileBytes === null ? file.size >= bytesTotal : file.size === fileBytes
    setRefused(isSame ? undefined : `${file.name} has ${formatBytes(file.size)}: it is another file.`)
    if (isSame) startUpload(id, file, bytesTotal)
  }
  return (
    <>
      <FileButton onChange={goOn} accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values">
        {(props) => <Button {...props}>Choose the file again</Button>}
      </FileButton>
      {refused === undefined ? null : (
        <Alert color="red" variant="outline" role="alert">
          {refused}
        </Alert>
      )}
    </>
  )
}
