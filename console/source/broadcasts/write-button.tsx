/** One click from some people to a draft to them, ready to be read over. */
import { type ButtonProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { storeQuery } from '../store/store-settings.ts'
import { type Audience, createDraft } from './broadcast-queries.ts'
import { startMessage } from './starters.ts'
import { noticeFailure } from '../ui/failure-notice.ts'

const longestName = 200

interface WriteButtonProps extends ButtonProps {
  /** Of the people, as the draft is called after them. */
  name: string
  part: Audience['include'][number]
}

/** In a list it says `Write`, and to whom for those who cannot see the row. */
export function WriteButton({ name, part, children, ...button }: WriteButtonProps) {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const creating = useAction('broadcasts:write', {
    mutationFn: () =>
      createDraft({
        name: `To ${name}`.slice(0, longestName),
        message: startMessage('email', shopUrl),
        audience: { include: [part], exclude: [] },
      }),
    onSuccess: ({ id }) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id } }),
    onError: noticeFailure('The draft could not be made'),
  })
  return (
    <ActionButton
      action={creating}
      variant="default"
      {...button}
      onClick={() => creating.mutate()}
      {...(children === undefined ? { 'aria-label': `Write to ${name}` } : {})}
    >
      {children ?? 'Write'}
    </ActionButton>
  )
}
