/** The preference page's form: one choice a channel, in the words that the evidence names. */
import type { ChannelPreference } from '../../db/queries/preferences.ts'
import { maskAddress } from '../../domain/masked-addresses.ts'
import type { SuppressionReason } from '../../domain/suppressions.ts'
import { channelWords } from './channel-words.ts'
import { type Html, html } from './html.ts'

const explanations: Readonly<Record<SuppressionReason, string>> = {
  stop: 'You texted STOP to us. Text START to the same number to get messages again.',
  hard_bounce: 'Messages to this address come back to us, so we have stopped.',
  soft_bounces: 'Messages to this address keep coming back to us, so we have stopped.',
  invalid: 'We could not reach this address, so we have stopped.',
  complaint: 'You told your mailbox that our messages are unwanted, so we have stopped.',
  blacklist: 'We do not write to this address.',
}

/** A suppression beats consent, and no page lifts one. */
export function isChangeable({ suppression }: ChannelPreference): boolean {
  return suppression === null
}

export interface PreferencesView {
  preferences: ChannelPreference[]
  /** What has just happened. */
  notice: string | undefined
  /** Where this browser can be subscribed to notifications. */
  pushLink: string | undefined
}

export function renderPreferences({ preferences, notice, pushLink }: PreferencesView): Html {
  const hasPush = preferences.some(({ channel }) => channel === 'push')
  return html`<h1>What would you like to get from us?</h1>
    ${notice === undefined ? false : html`<p role="status">${notice}</p>`}
    <p>This is about news and offers. Messages about your orders always come.</p>
    ${preferences.length === 0 ? html`<p>We have no address of yours any more, so there is nothing that we could send.</p>` : renderForm(preferences)}
    ${pushLink === undefined || hasPush ? false : html`<p class="soft"><a href="${pushLink}">Get notifications on this device</a></p>`}`
}

function renderForm(preferences: ChannelPreference[]): Html {
  return html`<form method="post">
    <fieldset>
      <legend>News and offers</legend>
      ${preferences.map(renderChoice)}
    </fieldset>
    <div class="actions">
      <button type="submit" name="action" value="save">Save</button>
      <button type="submit" name="action" value="none" class="quiet">Unsubscribe from everything</button>
    </div>
  </form>`
}

function renderChoice(preference: ChannelPreference): Html {
  const { channel, address, consent, suppression } = preference
  const isOn = consent === 'subscribed' && suppression === null
  const where = channel === 'push' ? 'On your devices' : maskAddress(address)
  const note = suppression === null ? (consent === 'pending' ? 'You have not confirmed these yet.' : undefined) : explanations[suppression]
  return html`<div class="choice">
    ${isChangeable(preference) ? html`<input type="hidden" name="was_${channel}" value="${isOn ? 'on' : 'off'}" />` : false}
    <input
      type="checkbox"
      id="${channel}"
      name="${channel}"
      value="on"
      ${isOn ? html` checked` : false}${isChangeable(preference) ? false : html` disabled`}
    />
    <label for="${channel}">${channelWords[channel].label}<small>${where}${note === undefined ? false : html`<br />${note}`}</small></label>
  </div>`
}
