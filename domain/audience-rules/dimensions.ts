/**
 * What a rule may ask about: every dimension of a customer, and the sources whose records are counted, added up and dated. The checker, the text
 * form, the SQL, the words and `/api/v1/audiences/dimensions` all follow this one catalogue.
 */
import { channelNames } from '../channels.ts'
import { consentStatuses } from '../consents.ts'
import { rfmCellNames } from '../rfm-cells.ts'
import { segmentKeys } from '../segment-keys.ts'
import { describe, type Dimension } from './dimension-types.ts'

export { type Dimension, type DimensionType, operatorsOfType } from './dimension-types.ts'
export { type Measure, measures, type Source, type SourceName, sourceNames, sources } from './sources.ts'

const channelLabels = { email: 'email', sms: 'SMS', push: 'push' } as const

export const dimensions: readonly Dimension[] = [
  describe('externalId', 'Store’s id', 'text', 'The store’s own id of the customer', 'externalId in ("1001", "1002")'),
  describe('email', 'Email address', 'text', 'In lower case', 'email ends with "@example.com"'),
  describe('phone', 'Phone number', 'text', 'With its country code (E.164)', 'phone starts with "+359"'),
  describe('firstName', 'First name', 'text', 'As the store sent it', 'firstName is set'),
  describe('lastName', 'Last name', 'text', 'As the store sent it', 'lastName is set'),
  describe('language', 'Language', 'text', 'BCP 47: `bg`, `pt-BR`', 'language = "bg"', { hasSuggestions: true }),
  describe('country', 'Country', 'text', 'ISO 3166-1 alpha-2', 'country in ("BG", "RO")', { hasSuggestions: true }),
  describe('region', 'Region', 'text', 'State, province or region', 'region = "Plovdiv"', { hasSuggestions: true }),
  describe('city', 'City', 'text', 'As the store sent it', 'city = "Sofia"', { hasSuggestions: true }),
  describe('postalCode', 'Postal code', 'text', 'As the store sent it', 'postalCode starts with "10"'),
  describe('timeZone', 'Time zone', 'text', 'IANA name', 'timeZone = "Europe/Sofia"', { hasSuggestions: true }),
  describe('createdAt', 'Known since', 'instant', 'When the customer was first seen here', 'createdAt within last 30d'),
  describe('birthday', 'Birthday', 'anniversary', 'The day of every year, in the store’s time zone', 'birthday within next 7d'),
  describe('birthday.month', 'Month of birth', 'number', '1 to 12', 'birthday.month = 5'),
  describe('age', 'Age', 'number', 'Whole years on the present day of the store’s time zone; never below 0', 'age between 18 and 25'),
  describe('attributes.*', 'Attribute', 'attribute', 'A free-form value that the store sent', 'attributes.plan = "gold"', {
    examples: [
      'attributes.plan = "gold"',
      'attributes.visits >= 3',
      'attributes."loyalty card" = true',
      'attributes.renewal within next 14d',
    ],
    hasSuggestions: true,
  }),
  ...channelNames.map((channel) =>
    describe(
      `consent.${channel}`,
      `Consent to ${channelLabels[channel]}`,
      'choice',
      'What the customer said, as it stands',
      `consent.${channel} = subscribed`,
      {
        values: consentStatuses,
      },
    ),
  ),
  ...channelNames.map((channel) =>
    describe(
      `reachable.${channel}`,
      `May get ${channelLabels[channel]}`,
      'boolean',
      channel === 'push'
        ? 'Has consented, and has a device that is not suppressed'
        : 'Has consented, has an address, and the address is not suppressed',
      `reachable.${channel} = true`,
    ),
  ),
  describe(
    'suppressed.email',
    'Email is suppressed',
    'boolean',
    'There is an address, and it bounced, complained or was blocked',
    'suppressed.email = false',
  ),
  describe(
    'suppressed.sms',
    'SMS is suppressed',
    'boolean',
    'There is a number, and it said STOP, is invalid or was blocked',
    'suppressed.sms = false',
  ),
  describe('pushDevices', 'Push devices', 'number', 'How many browsers and devices are connected', 'pushDevices >= 1'),
  describe('lastContact', 'Last contact', 'instant', 'When marketing last wrote, on any channel', 'lastContact not within last 14d'),
  ...channelNames.map((channel) =>
    describe(
      `lastContact.${channel}`,
      `Last ${channelLabels[channel]}`,
      'instant',
      `When marketing last wrote by ${channelLabels[channel]}`,
      `lastContact.${channel} before 30d ago`,
    ),
  ),
  describe('segment', 'Segment', 'membership', 'One of the nine automatic segments, as it stands', 'segment = vip', {
    values: segmentKeys,
  }),
  describe(
    'rfm',
    'RFM cell',
    'membership',
    'A named part of the matrix of recency against frequency and money',
    'rfm in (champions, loyal)',
    {
      values: rfmCellNames,
    },
  ),
  describe('rfm.recency', 'Recency score', 'number', '1 to 5', 'rfm.recency >= 4'),
  describe('rfm.frequency', 'Frequency score', 'number', '1 to 5', 'rfm.frequency = 5'),
  describe('rfm.monetary', 'Monetary score', 'number', '1 to 5', 'rfm.monetary >= 3'),
  describe('rfm.fm', 'FM score', 'number', '1 to 5: half of frequency and monetary together, rounded down', 'rfm.fm between 4 and 5'),
  describe('rfm.aov', 'Order value score', 'number', '1 to 5: average order value', 'rfm.aov = 5'),
  describe('group', 'Group', 'membership', 'A group that the store’s admin keeps', 'group = grp_01jd3x7k0fe1qv8m4z2r5t9w6n', {
    refersTo: 'group',
  }),
  describe(
    'audience',
    'Audience',
    'membership',
    'Another saved audience, as its rule is at that moment',
    'audience = aud_01jd3x7k0fe1qv8m4z2r5t9w6n',
    {
      refersTo: 'audience',
    },
  ),
]
