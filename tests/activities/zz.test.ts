import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { openImportBench, queueFile } from './import-harness.ts'
it('profile', async () => {
  const bench = await openImportBench()
  await bench.pool`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`.catch((e) => console.log('no pgss', e.code))
  const run = async (id: string, name: string) => {
    const t = performance.now()
    const w = spawn(process.execPath, ['--cpu-prof', '--cpu-prof-dir=/tmp/prof', `--cpu-prof-name=${name}.cpuprofile`, '--import', 'tsx', 'tests/activities/import-process.ts', bench.url, id, '2000'], { stdio: ['ignore', 'inherit', 'inherit'] })
    await once(w, 'exit')
    console.log(name, Math.round(performance.now() - t))
  }
  let s = 'id,email,phone,first_name,last_name,lang,country,city,zip,birthday,email_consent,tier\n'
  for (let i = 0; i < 60000; i++) s += `ext-${i},user${i}@example.com,+4915112${String(i).padStart(6, '0')},Anna,"Müller, Dr.",de,DE,Berlin,10115,1980-01-02,subscribed,gold\n`
  await run(await queueFile(bench.pool, 'customers', s), 'customers')
  await run(await queueFile(bench.pool, 'orders', readFileSync('/work/shared/data/cdnow/orders.csv'), { options: { createCustomers: true } }), 'orders')
  await bench.close()
}, 200000)
