/** Files of the API, saved by the browser: a link cannot carry the API key. */
import { send } from './request.ts'

/** @param name of the file, without `.csv`: what is no letter or digit becomes a dash. @throws ApiError */
export async function downloadCsv(path: string, name: string): Promise<void> {
  const response = await send('GET', path, { headers: { Accept: 'text/csv' } })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
