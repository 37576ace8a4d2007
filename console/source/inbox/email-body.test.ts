import { expect, it } from 'vitest'
import { prepareHtml } from './email-body.tsx'

it('an email that is looked at is not opened, and its links leave the frame', () => {
  const prepared = prepareHtml(
    '<html><head><title>Sale</title></head><body><img alt="" src="https://r.example/logo.png"><img src="https://r.example/o/abc" width="1"></body></html>',
  )
  expect(prepared).toBe(
    '<html><head><base target="_blank"><title>Sale</title></head><body><img alt="" src="https://r.example/logo.png"></body></html>',
  )
  expect(prepareHtml('<p>Hi</p>')).toBe('<base target="_blank"><p>Hi</p>')
})
