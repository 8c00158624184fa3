import { Hono } from 'hono'
import { AuthorshipPage } from '../../views/document/authorship-page.tsx'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
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
  const names = await userNames(db, people)
  return c.html(
    <AuthorshipPage
      id={document.id}
      title={document.title}
      {...(await placeOf(db, actor, document))}
      {...shown}
      people={new Map(people.map((id, index) => [id, { name: names.get(id) ?? 'Unbekannt', colour: index + 1 }]))}
    />,
  )
})

/** Each once; whoever wrote most comes first. */
const peopleIn = ({ shares, values }: Authorship): string[] => [
  ...new Set([...shares.map(({ by }) => by), ...values.map(({ by }) => by)]),
]
