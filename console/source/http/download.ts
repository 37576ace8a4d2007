/** Files of the API, saved by the browser: a link would leave the page where it is refused. */
import { readFile } from './request.ts'

/** @param name of the file, without `.csv`: what is no letter or digit becomes a dash. @throws ApiError */
export async function downloadCsv(path: string, name: string): Promise<void> {
  const file = await readFile(path, 'text/csv')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
