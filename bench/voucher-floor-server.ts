/**
 * What vouchers over HTTP are measured against: the same HTTP framework and database pool, a JSON body in and out, and one statement of one row by its key.
 * No keys, limits, validation, rules or events.
 */
import { createServer } from 'node:http'
import express from 'express'
import { loadConfig } from '../config.ts'
import { connect } from '../db/client.ts'

const config = loadConfig()
const pool = connect(config.databaseUrl, { max: 20 })
const app = express()
app.use(express.json())
app.get('/healthz', (_request, response) => void response.end())
app.post('/floor/insert', async (request, response) => {
  const { id } = request.body as { id: string }
  const [row] = await pool`INSERT INTO floor_rows VALUES (${id}, 'issued', now()) RETURNING id, status, changed_at`
  response.status(201).json(row)
})
app.post('/floor/update', async (request, response) => {
  const { id } = request.body as { id: string }
  const [row] = await pool`
    UPDATE floor_rows SET status = 'accepted', changed_at = now() WHERE id = ${id} AND status = 'issued' RETURNING id, status, changed_at`
  response.json(row)
})
createServer(app).listen(config.port, config.host)
process.on('SIGTERM', () => process.exit(0))
