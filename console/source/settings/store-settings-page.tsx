/** What the store is called, where it is, and in which time and money everything is shown. */
import { Alert, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { LastChange } from './last-change.tsx'
import { listCountries, listCurrencies, listTimeZones, nameCountry } from './places.ts'
import { SaveBar } from './save-bar.tsx'
import { SettingsPage } from './settings-page.tsx'
import { type SettingsByTopic, settingsQuery, type Versioned } from './settings-queries.ts'
import { storeWords } from './store-words.ts'
import { useSettingsForm } from './use-settings-form.ts'

type Store = SettingsByTopic['store']

export function StoreSettingsPage() {
  const { data, error, refetch } = useQuery(settingsQuery('store'))
  return (
    <SettingsPage title="Store" description={data === undefined ? undefined : <LastChange settings={data} />}>
      {data === undefined ? <NotLoaded error={error} refetch={refetch} /> : <Form loaded={data} />}
    </SettingsPage>
  )
}

function Form({ loaded }: { loaded: Versioned<Store> }) {
  const form = useSettingsForm('store', loaded)
  const { typed, type, changes, errorOf, inForce } = form
  const [now] = useState(() => new Date())
  return (
    <>
      <Section title="Name and address">
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label="Name"
              description="In messages, and at the top of the pages that customers see."
              value={typed.name}
              maxLength={200}
              error={errorOf('name')}
              onChange={(event) => type({ name: event.currentTarget.value })}
            />
            <TextInput
              label="Website"
              description="Where links to the store lead."
              type="url"
              value={typed.url}
              error={errorOf('url')}
              onChange={(event) => type({ url: event.currentTarget.value })}
            />
          </SimpleGrid>
          <Textarea
            label="Postal address"
            description="At the foot of every marketing email: the law in many countries asks for it."
            autosize
            minRows={2}
            maxLength={500}
            value={typed.postalAddress}
            error={errorOf('postalAddress')}
            onChange={(event) => type({ postalAddress: event.currentTarget.value })}
          />
        </Stack>
      </Section>
      <Section title="Time and money">
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label="Time zone"
              description="Of every time shown, and of the days of reports."
              searchable
              allowDeselect={false}
              data={listTimeZones(inForce.value.timeZone, now)}
              value={typed.timeZone}
              error={errorOf('timeZone')}
              onChange={(timeZone) => timeZone !== null && type({ timeZone })}
            />
            <Select
              label="Currency"
              description="Of reports, and of what is typed without one."
              searchable
              allowDeselect={false}
              data={listCurrencies(inForce.value.currency)}
              value={typed.currency}
              error={errorOf('currency')}
              onChange={(currency) => currency !== null && type({ currency })}
            />
            <Select
              label="Country"
              description="How phone numbers without a country code are read."
              searchable
              allowDeselect={false}
              data={listCountries(inForce.value.country)}
              value={typed.country}
              error={errorOf('country')}
              onChange={(country) => country !== null && type({ country })}
            />
          </SimpleGrid>
          <Effects changes={changes} country={typed.country} />
        </Stack>
      </Section>
      <SaveBar form={form} words={storeWords} effect="It holds from now on." />
    </>
  )
}

/** What a change of these brings along: nobody should find it out afterwards. */
function Effects({ changes, country }: { changes: Partial<Store>; country: string }) {
  const effects = [
    changes.timeZone === undefined
      ? undefined
      : 'With another time zone the past days of the segments are counted again, which takes some minutes, and quiet hours of customers without a zone of their own move along. What is scheduled stays at its instant.',
    changes.currency === undefined
      ? undefined
      : 'Nothing is converted: orders keep the currency that they came in, and reports show those of the new one.',
    changes.country === undefined
      ? undefined
      : `Numbers that are already kept stay as they are; new ones are read as from ${nameCountry(country)}.`,
  ].filter((effect) => effect !== undefined)
  if (effects.length === 0) return null
  return (
    <Alert color="orange" variant="outline" title="What this changes">
      <Stack gap={4}>
        {effects.map((effect) => (
          <span key={effect}>{effect}</span>
        ))}
      </Stack>
    </Alert>
  )
}
