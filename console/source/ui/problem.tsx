/** What went wrong: what happened, what it was about, and the way to try again. */
import { Alert, Button, List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { ApiError } from '../http/request.ts'

interface ProblemProps {
  error: unknown
  /** What was tried: "The draft could not be saved". */
  title?: string
  retry?: () => void
}

export function ProblemAlert({ error, title = 'This could not be loaded', retry }: ProblemProps) {
  const fields = error instanceof ApiError ? error.errors : []
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      {describeError(error)}
      {fields.length === 0 ? null : (
        <List size="sm" mt="xs">
          {fields.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>{message}</List.Item>
          ))}
        </List>
      )}
      {retry === undefined ? null : (
        <Button mt="sm" size="xs" variant="default" onClick={retry} display="block">
          Try again
        </Button>
      )}
    </Alert>
  )
}

export function describeError(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something unexpected went wrong on this page. Reload it to go on.'
}
