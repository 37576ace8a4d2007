/** What a copy is called. */

const longest = 200

/** `Spring` → `Spring (copy)`, within the 200 characters (UTF-16 units) that a name may have; no character is cut in two. */
export function nameCopy(name: string): string {
  const suffix = ' (copy)'
  const room = longest - suffix.length
  if (name.length <= room) return name + suffix
  const isCut = /[\uD800-\uDBFF]/.test(name.charAt(room - 1))
  return name.slice(0, isCut ? room - 1 : room) + suffix
}
