import { Hono } from 'hono'
import { AuthorshipPage } from '../../views/document/authorship-page.tsx'
import { type RepresentedAct, readRepresentedActs } from '../audit/audit.ts'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import { printList } from '../calendar/calendar.ts'
import { type Authorship, readAuthorship } from './authorship-actions.ts'
import { placeOf } from './document-pages.ts'

/** Who wrote what. */
export const authorshipRoutes = new Hono<Env>()

authorshipRoutes.get('/documents/:id/authorship', requireRole('lotsin', 'leitung', 'sitzungsdienst'), async (c) => {
  const actor = currentActor(c)
  const { db } = c.var
  const authorship = await readAuthorship(db, actor, c.req.param('id'))
  if (!authorship) return c.notFound()
  const { document, ...shown } = authorship
  const people = peopleIn(authorship)
  const acts = await readRepresentedActs(db, document.id)
  const names = await userNames(db, [...people, ...acts.map(({ onBehalfOf }) => onBehalfOf)])
  const nameOf = (id: string) => names.get(id) ?? 'Unbekannt'
  return c.html(
    <AuthorshipPage
      id={document.id}
      title={document.title}
      {...(await placeOf(db, actor, document))}
      {...shown}
      people={new Map(people.map((id, index) => [id, { name: withRepresented(id, acts, nameOf), colour: index + 1 }]))}
    />,
  )
})

/** `Malte Deppe (in Vertretung für Jutta Ahlers)`, where she did anything to the document for somebody. */
function withRepresented(id: string, acts: readonly RepresentedAct[], nameOf: (id: string) => string): string {
  const represented = new Set(acts.filter(({ userId }) => userId === id).map(({ onBehalfOf }) => onBehalfOf))
  if (represented.size === 0) return nameOf(id)
  return `${nameOf(id)} (in Vertretung für ${printList([...represented].map(nameOf))})`
}

/** Each once; whoever wrote most comes first. */
const peopleIn = ({ shares, values }: Authorship): string[] => [
  ...new Set([...shares.map(({ by }) => by), ...values.map(({ by }) => by)]),
]
