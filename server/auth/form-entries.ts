import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

/** The fields of a posted form in their order, one entry for each value; files are left out. A body of another kind has
 *  none; one that calls itself a form and cannot be read is a 400 (thrown, answered by `app.onError`). */
export async function formEntries(c: Context): Promise<[name: string, value: string][]> {
  const body = await c.req.parseBody({ all: true }).catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
  return Object.entries(body).flatMap(([name, value]) =>
    [value].flat().flatMap((each): [string, string][] => (typeof each === 'string' ? [[name, each]] : [])),
  )
}

/** The fields and files of a form that may carry a file. Taking a body of very many parts to pieces would hold up everybody
 *  for seconds, so the parts are counted first; that and what is no form at all is a 400 (thrown). */
export async function uploadedForm(c: Context): Promise<FormData> {
  const type = c.req.header('Content-Type') ?? ''
  if (type === '') return new FormData()
  const body = Buffer.from(await c.req.arrayBuffer())
  const boundary = /boundary="?([^";,]{1,70})/i.exec(type)?.[1]
  if (boundary !== undefined && hasManyParts(body, boundary)) throw new HTTPException(400)
  return new Response(body, { headers: { 'Content-Type': type } }).formData().catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
}

const mostParts = 20

function hasManyParts(body: Buffer, boundary: string): boolean {
  const mark = Buffer.from(`--${boundary}`)
  let position = 0
  for (let parts = 0; parts <= mostParts + 1; parts++) {
    position = body.indexOf(mark, position)
    if (position < 0) return false
    position += mark.length
  }
  return true
}
