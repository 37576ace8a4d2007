/** One colour for one meaning in every chart. They differ in brightness too, so that they are told apart without red and green. */
export const seriesColours = {
  /** What left: messages taken by the provider, vouchers issued. */
  sent: 'var(--series-sent)',
  /** What arrived, or was accepted. */
  arrived: 'var(--series-arrived)',
  /** What was opened. */
  opened: 'var(--series-opened)',
  /** What was clicked, or redeemed. */
  used: 'var(--series-used)',
  ordered: 'var(--series-ordered)',
  /** Who or what is over. */
  ended: 'var(--series-sent)',
}

export const channelColours = {
  email: 'var(--series-arrived)',
  sms: 'var(--series-used)',
  push: 'var(--series-opened)',
}
