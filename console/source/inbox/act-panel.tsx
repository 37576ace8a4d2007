/** Plays what the reader of a message does and what its provider tells, and says how the store took it. */
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useAction } from '../session/use-action.ts'
import { Needs } from '../session/rights.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { describePlayed, providerActs, readerActs } from '../words/inbox.ts'
import { type Act, type ActName, inboxStatusQuery, playAct, type WholeMessage } from './inbox-queries.ts'

export function ActPanel({ message: { id, acts, links, email } }: { message: WholeMessage }) {
  const cache = useQueryClient()
  const playing = useAction('operations:run', {
    mutationFn: (act: Act) => playAct(id, act),
    onSettled: () => cache.invalidateQueries({ queryKey: inboxStatusQuery.queryKey }),
  })
  const play = (act: Act) => playing.mutate(act)
  if (acts.length === 0) return null
  const plain = acts.filter((act) => act in readerActs && act !== 'clicked' && act !== 'replied')
  return (
    <Section title="Play it">
      <Needs scope="operations:run">
        <Stack>
          <Acts title="Its reader" acts={plain} words={readerActs} isBusy={playing.isPending} play={play} />
          {acts.includes('clicked') ? (
            <ClickForm links={links.filter((link) => link !== email?.unsubscribeUrl)} isBusy={playing.isPending} play={play} />
          ) : null}
          {acts.includes('replied') ? <ReplyForm isBusy={playing.isPending} play={play} /> : null}
          <Acts
            title="The provider says that it was"
            acts={acts.filter((act) => act in providerActs)}
            words={providerActs}
            isBusy={playing.isPending}
            play={play}
          />
          {playing.isError ? <ProblemAlert error={playing.error} title="That could not be played" /> : null}
          <Text size="sm" role="status">
            {playing.data === undefined ? '' : describePlayed(playing.data.storeStatus)}
          </Text>
        </Stack>
      </Needs>
    </Section>
  )
}

interface PlayProps {
  isBusy: boolean
  play: (act: Act) => void
}

function Acts({
  title,
  acts,
  words,
  isBusy,
  play,
}: PlayProps & { title: string; acts: ActName[]; words: Partial<Record<ActName, string>> }) {
  if (acts.length === 0) return null
  return (
    <div>
      <Text size="sm" c="dimmed" mb={6}>
        {title}
      </Text>
      <Group gap="xs">
        {acts.map((act) => (
          <Button key={act} size="xs" variant="default" disabled={isBusy} onClick={() => play({ act })}>
            {words[act]}
          </Button>
        ))}
      </Group>
    </div>
  )
}

function ClickForm({ links, isBusy, play }: PlayProps & { links: string[] }) {
  const [link, setLink] = useState(links[0] ?? null)
  return (
    <Group gap="xs" align="flex-end">
      <Select label="A click on" size="xs" flex="1 1 14rem" allowDeselect={false} data={links} value={link} onChange={setLink} />
      <Button
        size="xs"
        variant="default"
        disabled={isBusy || link === null}
        onClick={() => play({ act: 'clicked', ...(link === null ? {} : { link }) })}
      >
        {readerActs.clicked}
      </Button>
    </Group>
  )
}

function ReplyForm({ isBusy, play }: PlayProps) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    play({ act: 'replied', text: text.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label="A reply"
          size="xs"
          flex="1 1 10rem"
          value={text}
          maxLength={1_600}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={isBusy || text.trim() === ''}>
          Reply
        </Button>
        {['STOP', 'START'].map((word) => (
          <Button key={word} size="xs" variant="default" disabled={isBusy} onClick={() => play({ act: 'replied', text: word })}>
            Reply {word}
          </Button>
        ))}
      </Group>
    </form>
  )
}
