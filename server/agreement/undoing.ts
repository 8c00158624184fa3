import type { Context } from 'hono'
import { type Env, safeNext } from '../auth/http.ts'

/** What was just done travels in the address of the page that comes after it, as ids only. */

const kinds = {
  reminder: {
    said: 'Wiedervorlage erledigt',
    action: (of: string, id: string) => `/cases/${of}/reminders/${id}/reopenings`,
  },
  step: { said: 'Schritt erledigt', action: (of: string, id: string) => `/cases/${of}/completions/${id}/withdrawals` },
} as const

export function undoable(
  back: string,
  { kind, of, id }: { readonly kind: keyof typeof kinds; readonly of: string; readonly id: string },
): string {
  const url = new URL(safeNext(back), 'http://localhost')
  for (const [name, value] of [
    ['done', kind],
    ['of', of],
    ['undo', id],
  ] as const)
    url.searchParams.set(name, value)
  return `${url.pathname}${url.search}${url.hash}`
}

/** What the page offers to take back; nothing where its address says nothing. */
export function undoOf(c: Context<Env>) {
  const { done = '', of = '', undo = '' } = c.req.query()
  if (!(done === 'reminder' || done === 'step') || !isId(of) || !isId(undo)) return null
  const url = new URL(c.req.url)
  for (const name of ['done', 'of', 'undo']) url.searchParams.delete(name)
  const { said, action } = kinds[done]
  return { said, action: action(of, undo), back: `${url.pathname}${url.search}` }
}

const isId = (text: string): boolean => /^[0-9a-z]{26}$/.test(text)
