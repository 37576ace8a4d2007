/** The bare loop behind the broadcast benchmark's floor: keeps the bodies it is handed, and posts them when told to. */

const [url = '', apiKey = ''] = process.argv.slice(2)
const requestsInFlight = 4
const bodies: Buffer[] = []

process.on('message', (message: string) => {
  if (message === 'start') void postAll()
  else bodies.push(Buffer.from(message))
})

async function postAll(): Promise<void> {
  const startedAt = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: requestsInFlight }, async () => {
      while (next < bodies.length) {
        const number = next
        next += 1
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${apiKey}`,
            'content-type': 'application/json',
            'idempotency-key': `floor-${startedAt}-${number}`,
          },
          body: bodies[number] ?? '',
        })
        if (!response.ok) throw new Error(`The sandbox answered ${response.status}`)
        await response.json()
      }
    }),
  )
  process.send?.({ seconds: (performance.now() - startedAt) / 1000 })
}
