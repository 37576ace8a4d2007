/** The footer of a marketing email: what RFC 8058's senders rules and CAN-SPAM want to be there, where the operator has not put it. */

/** The lines that are missing. */
export interface FooterLines {
  unsubscribe: boolean
  address: boolean
}

export function formatHtmlFooter({ unsubscribe, address }: FooterLines): string {
  if (!unsubscribe && !address) return ''
  const lines = [
    ...(address ? ['{{ store.postal_address }}'] : []),
    ...(unsubscribe
      ? [
          '<a href="{{ unsubscribe_url }}" style="color:inherit">Unsubscribe</a> | <a href="{{ preferences_url }}" style="color:inherit">Preferences</a>',
        ]
      : []),
  ]
  return `<div style="padding:24px 16px;text-align:center;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;color:#6b6b6b">${lines.join('<br>')}</div>`
}

export function formatTextFooter({ unsubscribe, address }: FooterLines): string {
  if (!unsubscribe && !address) return ''
  const lines = [
    ...(address ? ['{{ store.postal_address }}'] : []),
    ...(unsubscribe ? ['Unsubscribe: {{ unsubscribe_url }}', 'Preferences: {{ preferences_url }}'] : []),
  ]
  return `\n\n--\n${lines.join('\n')}`
}
