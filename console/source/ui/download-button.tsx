/** Saves a file of the API. It turns while the file is made, and says what went wrong. */
import { Button, type ButtonProps } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { downloadCsv } from '../http/download.ts'
import { noticeFailure } from './failure-notice.ts'

interface DownloadButtonProps extends ButtonProps {
  path: string
  /** Of the file, without `.csv`. */
  name: string
}

export function DownloadButton({ path, name, children = 'CSV', ...button }: DownloadButtonProps) {
  const downloading = useMutation({
    mutationFn: () => downloadCsv(path, name),
    onError: noticeFailure('The file could not be downloaded'),
  })
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      {...button}
      loading={downloading.isPending}
      onClick={() => downloading.mutate()}
    >
      {children}
    </Button>
  )
}
