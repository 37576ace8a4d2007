/**
 * An email as it looks in a mailbox that is dark. One that says itself how (`prefers-color-scheme: dark`) is shown so; any other as most mailboxes turn it by themselves: light becomes
 * dark, colours stay, and so do pictures.
 */
const ownDark = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi
const ownLight = /\(\s*prefers-color-scheme\s*:\s*light\s*\)/gi

const turned = [
  '<style>',
  'html{background:#fff;filter:invert(1) hue-rotate(180deg)}',
  'img,video,svg,[background],[style*="background-image"]{filter:invert(1) hue-rotate(180deg)}',
  '</style>',
].join('')

export function isDarkByItself(html: string): boolean {
  // A pattern with the flag g remembers where it was.
  return html.search(ownDark) >= 0
}

export function darkenEmail(html: string): string {
  if (!isDarkByItself(html)) return `${html}${turned}`
  return `${html.replaceAll(ownDark, '(min-width: 0)').replaceAll(ownLight, '(max-width: 0)')}<style>:root{color-scheme:dark}</style>`
}
