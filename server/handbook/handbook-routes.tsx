import { Hono } from 'hono'
import { ChapterPage } from '../../views/handbook/chapter-page.tsx'
import { HandbookPage } from '../../views/handbook/handbook-page.tsx'
import { currentActor, type Env, requireActor } from '../auth/http.ts'
import { chaptersFor, type Handbook, loadPictures, searchHandbook } from './handbook.ts'

/** The handbook, for whoever is signed in. */
export function handbookRoutes(handbook: Handbook): Hono<Env> {
  const routes = new Hono<Env>()
  const pictures = loadPictures()

  routes.get('/hilfe', requireActor, (c) => {
    const query = (c.req.query('q') ?? '').slice(0, 200)
    const { own, others } = chaptersFor(handbook, currentActor(c).roles)
    return c.html(<HandbookPage own={own} others={others} query={query} found={searchHandbook(handbook, query)} />)
  })

  routes.get('/hilfe/bilder/:picture', requireActor, (c) => {
    const bytes = pictures.get(c.req.param('picture'))
    if (!bytes) return c.notFound()
    c.header('Cache-Control', 'private, max-age=86400')
    return c.body(bytes, 200, { 'Content-Type': 'image/webp' })
  })

  routes.get('/hilfe/:chapter', requireActor, (c) => {
    const chapter = handbook.chapters.find(({ slug }) => slug === c.req.param('chapter'))
    return chapter ? c.html(<ChapterPage chapter={chapter} />) : c.notFound()
  })
  return routes
}
