import type { Context } from 'hono'
import { z } from 'zod'
import { safeNext } from './http.ts'

/** A form that arrived after its session had ended: it travels through the sign-in page, so that nothing typed is lost,
 *  and is sent again by the person herself. */
export interface KeptForm {
  /** The path it was posted to. */
  readonly action: string
  readonly entries: readonly (readonly [name: string, value: string])[]
}

const keptForm = z.object({
  action: z.string().refine((action) => action !== '/' && safeNext(action) === action),
  entries: z.array(z.tuple([z.string(), z.string()])),
})

const passwordFields = new Set(['current', 'password', 'repeat'])

/** What was posted, or null where it cannot be kept: files, forms with a password, other bodies. */
export async function keepForm(c: Context): Promise<KeptForm | null> {
  if (!c.req.header('Content-Type')?.startsWith('application/x-www-form-urlencoded')) return null
  const entries = [...new URLSearchParams(await c.req.text())]
  if (entries.some(([name]) => passwordFields.has(name))) return null
  const { pathname, search } = new URL(c.req.url)
  return readKept(JSON.stringify({ action: `${pathname}${search}`, entries }))
}

/** The kept form as the sign-in page sends it back, or null. */
export function readKept(text: string): KeptForm | null {
  try {
    const read = keptForm.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
