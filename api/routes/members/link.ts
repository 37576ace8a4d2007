/** The address of a page of the console that lets somebody in. The secret stands after the #: browsers keep that part from servers, logs and other sites. */

export function formatLink(publicUrl: string, token: string): string {
  return `${publicUrl}/join#${token}`
}
