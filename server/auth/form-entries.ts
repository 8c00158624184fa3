import type { Context } from 'hono'

/** The fields of a posted form in their order, one entry for each value; files are left out. A body that is no form has
 *  none. */
export async function formEntries(c: Context): Promise<[name: string, value: string][]> {
  const body = await c.req.parseBody({ all: true })
  return Object.entries(body).flatMap(([name, value]) =>
    [value].flat().flatMap((each): [string, string][] => (typeof each === 'string' ? [[name, each]] : [])),
  )
}
