/** Says, over whatever page is open, that Regulars does not answer and when it is asked again. What is known stays on the page below. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { connection } from '../http/request.ts'
import { useConnection } from '../http/use-connection.ts'

export function ConnectionBanner() {
  const { isDown, nextTryAt, isSlow } = useConnection()
  return (
    <div role="status" className="connection-banner">
      {isDown ? <DownBanner nextTryAt={nextTryAt} /> : isSlow ? <SlowBanner /> : null}
    </div>
  )
}

function DownBanner({ nextTryAt }: { nextTryAt: number | undefined }) {
  return (
    <Alert color="yellow" variant="outline" bg="var(--surface)" mb="md" icon={<IconPlugConnectedX aria-hidden />}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 16rem">
          <strong>Regulars cannot be reached; trying again</strong>
          {/* A screen reader need not hear every second of it. */}
          <span aria-hidden>{nextTryAt === undefined ? ' now' : <Countdown until={nextTryAt} />}</span>
          <strong>.</strong> What you see is from before, and what you typed is kept.
        </Text>
        <Button size="xs" variant="default" loading={nextTryAt === undefined} onClick={connection.tryNow}>
          Try now
        </Button>
      </Group>
    </Alert>
  )
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return <> in {Math.max(1, Math.ceil((until - now) / 1000))} s</>
}

function SlowBanner() {
  return (
    <Text size="sm" c="dimmed" mb="md">
      Regulars is slow to answer. What you see may be from a moment ago.
    </Text>
  )
}
