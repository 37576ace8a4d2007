/** The scripts that visitors' browsers run, with the two things filled in that they cannot know. */
import { readFileSync } from 'node:fs'

export interface PushScripts {
  serviceWorker: string
  subscribe: string
  page: string
}

export function readPushScripts({ publicUrl, applicationServerKey }: { publicUrl: string; applicationServerKey: string }): PushScripts {
  const read = (name: string) =>
    readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')
      .replaceAll('__PUBLIC_URL__', () => JSON.stringify(publicUrl))
      .replaceAll('__APPLICATION_SERVER_KEY__', () => JSON.stringify(applicationServerKey))
  return { serviceWorker: read('service-worker.js'), subscribe: read('subscribe.js'), page: read('page.js') }
}
