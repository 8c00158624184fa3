import { readPage } from '../form-page.ts'

/** A browser of one person. */
export interface Client {
  readonly userId: string
  readonly cookie: string
}

export interface Write {
  readonly userId: string
  readonly documentId: string
  readonly field: string
  readonly value: string
}

/** What the server said of a write: it stands, somebody else has changed the same field, or there was no answer. */
export type Answer = 'acknowledged' | 'refused' | 'unknown'

const headersOf = (url: string, cookie = '') => ({ Origin: url, 'Sec-Fetch-Site': 'same-origin', Cookie: cookie })

export async function signInAt(url: string, { login, password }: { login: string; password: string }): Promise<string> {
  const body = new URLSearchParams({ login, password })
  const response = await fetch(`${url}/sessions`, { method: 'POST', body, headers: headersOf(url), redirect: 'manual' })
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  if (response.status !== 303 || !cookie) throw new Error(`${login} could not sign in: ${response.status}`)
  return cookie
}

/** Opens the draft, changes one field and saves the whole form, as a browser without script does. */
export async function writeAt(url: string, cookie: string, { documentId, field, value }: Write): Promise<Answer> {
  const path = `/documents/${documentId}/draft`
  const headers = headersOf(url, cookie)
  try {
    const page = await fetch(`${url}${path}`, { headers, redirect: 'manual' })
    if (page.status !== 200) throw new UnexpectedAnswer(`GET ${path}: ${page.status}`)
    const entries = readPage(await page.text()).entries(path)
    const body = new URLSearchParams([...entries.filter(([name]) => name !== field), [field, value]])
    const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers, redirect: 'manual' })
    if (answer.status === 409) return 'refused'
    const done = /\?done=(\w+)/.exec(answer.headers.get('Location') ?? '')?.[1]
    if (answer.status === 303 && (done === 'saved' || done === 'merged')) return 'acknowledged'
    throw new UnexpectedAnswer(`POST ${path}: ${answer.status} ${done}`)
  } catch (error) {
    if (error instanceof UnexpectedAnswer) throw error
    return 'unknown' // the connection broke off
  }
}

class UnexpectedAnswer extends Error {}
