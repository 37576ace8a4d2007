/** What is said, on each channel. */
import { Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storeQuery } from '../../store/store-settings.ts'
import type { Message, Preview } from '../broadcast-queries.ts'
import { SmsCount, type SmsLength } from './sms-count.tsx'
import { TemplateField } from './template-field.tsx'

type Of<C extends Message['channel']> = Extract<Message, { channel: C }>

interface FormProps<M extends Message> {
  message: M
  /** The first error in a part of the message. */
  errorIn: (part: string) => string | undefined
  onChange: (message: M) => void
}

interface MessageFormProps {
  message: Message
  /** How it looked a moment ago; undefined while nobody knows. */
  preview: Preview | undefined
  onChange: (message: Message) => void
}

export function MessageForm({ message, preview, onChange }: MessageFormProps) {
  // What is still empty is said by the checks; here it would be shouting at someone who has just begun.
  const errorIn = (part: string) =>
    preview?.problems.find((problem) => problem.part === part && problem.level === 'error' && problem.code !== 'empty')?.message
  switch (message.channel) {
    case 'email':
      return <EmailForm message={message} errorIn={errorIn} onChange={onChange} />
    case 'sms':
      return <SmsForm message={message} errorIn={errorIn} length={preview?.sms} onChange={onChange} />
    case 'push':
      return <PushForm message={message} errorIn={errorIn} onChange={onChange} />
  }
}

function EmailForm({ message, errorIn, onChange }: FormProps<Of<'email'>>) {
  const store = useQuery(storeQuery).data
  const { from, replyTo = '', preheader = '', text = '' } = message
  const changeSender = (part: { name?: string; email?: string }) => {
    const { from: _before, ...rest } = message
    const next = { name: from?.name ?? '', email: from?.email ?? '', ...part }
    onChange(next.name === '' && next.email === '' ? rest : { ...rest, from: next })
  }
  const changeOptional = (name: 'replyTo' | 'text' | 'preheader', value: string) => {
    const { [name]: _before, ...rest } = message
    onChange(value === '' ? rest : { ...message, [name]: value })
  }
  return (
    <Stack>
      <TemplateField
        label="Subject"
        value={message.subject}
        onChange={(subject) => onChange({ ...message, subject })}
        error={errorIn('subject')}
        maxLength={998}
        isRequired
      />
      <TemplateField
        label="Preheader"
        description="The line that mailboxes show after the subject."
        value={preheader}
        onChange={(value) => changeOptional('preheader', value)}
        error={errorIn('preheader')}
        maxLength={500}
      />
      <TemplateField
        label="HTML"
        value={message.html}
        onChange={(html) => onChange({ ...message, html })}
        error={errorIn('html')}
        lines={10}
        isCode
        maxLength={1_000_000}
        isRequired
        hasLinks
      />
      <TemplateField
        label="Plain text"
        description="Made from the HTML when it is left empty."
        value={text}
        onChange={(value) => changeOptional('text', value)}
        error={errorIn('text')}
        lines={2}
        isCode
        maxLength={200_000}
        hasLinks
      />
      <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
        <TextInput
          label="Sender name"
          placeholder={store?.sender.name}
          value={from?.name ?? ''}
          onChange={(event) => changeSender({ name: event.currentTarget.value })}
          error={errorIn('from')}
          maxLength={100}
          miw={180}
        />
        <TextInput
          label="Sender address"
          type="email"
          placeholder={store?.sender.email}
          value={from?.email ?? ''}
          onChange={(event) => changeSender({ email: event.currentTarget.value })}
          maxLength={254}
          miw={180}
        />
        <TextInput
          label="Reply to"
          type="email"
          placeholder={store?.replyTo ?? store?.sender.email}
          value={replyTo}
          onChange={(event) => changeOptional('replyTo', event.currentTarget.value)}
          maxLength={254}
          miw={180}
        />
      </Group>
    </Stack>
  )
}

function SmsForm({ message, errorIn, length, onChange }: FormProps<Of<'sms'>> & { length: SmsLength | undefined }) {
  const store = useQuery(storeQuery).data
  const changeSender = (from: string) => {
    const { from: _before, ...rest } = message
    onChange(from === '' ? rest : { ...rest, from })
  }
  return (
    <Stack>
      <TemplateField
        label="Text"
        description="People must be able to say no: “Stop: reply STOP”."
        value={message.text}
        onChange={(text) => onChange({ ...message, text })}
        error={errorIn('text')}
        lines={4}
        maxLength={1000}
        isRequired
        hasLinks
        count={length === undefined ? undefined : <SmsCount sms={length} />}
      />
      <TextInput
        label="Sender"
        description="A number, or up to 11 letters and digits."
        placeholder={store?.smsSender}
        value={message.from ?? ''}
        onChange={(event) => changeSender(event.currentTarget.value)}
        error={errorIn('from')}
        maxLength={15}
        maw={260}
      />
    </Stack>
  )
}

const seenOfALine = 80

function LineCount({ characters }: { characters: number }) {
  return (
    <Text span inherit c={characters > seenOfALine ? 'var(--tone-warn)' : undefined}>
      {characters} of about {seenOfALine} characters
    </Text>
  )
}

function PushForm({ message, errorIn, onChange }: FormProps<Of<'push'>>) {
  const changeIcon = (icon: string) => {
    const { icon: _before, ...rest } = message
    onChange(icon === '' ? rest : { ...rest, icon })
  }
  return (
    <Stack>
      <TemplateField
        label="Title"
        value={message.title}
        onChange={(title) => onChange({ ...message, title })}
        error={errorIn('title')}
        maxLength={200}
        isRequired
      />
      <TemplateField
        label="Line"
        description="One line: devices cut off what is longer than about 80 characters."
        value={message.body}
        onChange={(body) => onChange({ ...message, body })}
        error={errorIn('body')}
        maxLength={1000}
        isRequired
        count={<LineCount characters={message.body.length} />}
      />
      <TextInput
        label="Link"
        description="Where a tap leads."
        type="url"
        value={message.url}
        onChange={(event) => onChange({ ...message, url: event.currentTarget.value })}
        error={errorIn('url')}
        maxLength={2000}
        required
      />
      <TextInput
        label="Icon"
        description="The address of a square picture."
        type="url"
        value={message.icon ?? ''}
        onChange={(event) => changeIcon(event.currentTarget.value)}
        error={errorIn('icon')}
        maxLength={2000}
      />
    </Stack>
  )
}
