/** The keys with which programs call Regulars. A key is shown once, when it is made. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { RightsNotice, useMay } from '../session/rights.tsx'
import { SettingsPage } from '../settings/settings-page.tsx'
import { Empty } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'
import { ApiKeyForm } from './api-key-form.tsx'
import { apiKeyList, apiKeysPath, type CreatedApiKey } from './api-key-queries.ts'
import { ApiKeyTable } from './api-key-table.tsx'

export function ApiKeysPage() {
  const cache = useQueryClient()
  const mayChange = useMay('keys:write')
  const keys = useInfiniteQuery(apiKeyList)
  const [made, setMade] = useState<CreatedApiKey>()
  return (
    <SettingsPage
      title="API keys"
      description={
        <>
          With these, programs call <a href="/docs">the API</a>: your store’s feed, a checkout, a script. People sign in as members instead.
        </>
      }
    >
      <RightsNotice scope="keys:write" />
      {made === undefined ? null : (
        <ShownOnce title={`The key ${made.name}`} label="API key" value={made.key} onClose={() => setMade(undefined)}>
          Keep it where only that program finds it: it is shown this once, here.
        </ShownOnce>
      )}
      {mayChange ? (
        <Section title="New key">
          <ApiKeyForm
            onCreated={(key) => {
              setMade(key)
              void cache.invalidateQueries({ queryKey: [apiKeysPath] })
            }}
          />
        </Section>
      ) : null}
      <Section title="Keys" isFlush>
        <CursorList query={keys} empty={<Empty title="No keys yet">Make one for the first program that calls Regulars.</Empty>}>
          {(rows) => <ApiKeyTable keys={rows} />}
        </CursorList>
      </Section>
    </SettingsPage>
  )
}
