/** Addresses as they are shown to whoever holds a link: enough to recognise one's own, too little to learn somebody else's. */

/** `anna@shop.example` → `a•••@s•••.example`; `+491511234567` → `+49 ••• 67`. */
export function maskAddress(address: string): string {
  const [name = '', host] = address.split('@')
  if (host !== undefined) {
    const labels = host.split('.')
    const ending = labels.length > 1 ? `.${labels.at(-1)}` : ''
    return `${firstLetter(name)}•••@${firstLetter(host)}•••${ending}`
  }
  return address.startsWith('+') && address.length > 7 ? `${address.slice(0, 3)} ••• ${address.slice(-2)}` : '•••'
}

function firstLetter(text: string): string {
  return Array.from(text)[0] ?? ''
}
