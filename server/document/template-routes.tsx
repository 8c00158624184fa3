import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { TemplatePage } from '../../views/template/template-page.tsx'
import { TemplatesPage } from '../../views/template/templates-page.tsx'
import { has } from '../auth/auth.ts'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import type { Db } from '../base/database.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { walkSchema } from '../fields/walk.ts'
import { printAside } from '../render/print-aside.ts'
import { expandDocument, renderDocument } from '../template/rendering.ts'
import { readSample } from '../template/sample.ts'
import { listPublished, loadTemplate, type PublishedTemplate, readWithdrawal } from '../template/template-actions.ts'
import { listOpenDrafts } from '../template/template-draft-actions.ts'
import { statusOf } from './template-draft-facts.ts'
import { selectDraftsBefore, selectTemplateUsage } from './template-usage-store.ts'
import { fieldKind, fieldNeed, kindLabels, validity } from './template-words.ts'

/** What templates there are is no secret among those who write; Administration and Revision have no part in it. */
export const templateRoutes = new Hono<Env>()

const mayRead = requireRole('vorlagenpflege', 'lotsin', 'leitung', 'sitzungsdienst')

templateRoutes.get('/templates', mayRead, async (c) => {
  const versions = await versionsOf(c.var.db)
  const newest = versions.filter(({ slug }, index) => versions[index - 1]?.slug !== slug)
  return c.html(
    <TemplatesPage
      templates={newest.map((template) => ({
        ...lineOf(template),
        versions: versions.filter(({ slug }) => slug === template.slug).length,
        documents: sum(versions.filter(({ slug }) => slug === template.slug)),
      }))}
      drafts={(await listOpenDrafts(c.var.db, currentActor(c))).map((draft) => ({
        href: `/template-drafts/${draft.id}`,
        title: versions.find(({ slug }) => slug === draft.slug)?.title ?? draft.slug,
        status: statusOf(draft),
        editorName: draft.editorName,
        at: draft.editedAt,
      }))}
      can={{ upload: has(currentActor(c), 'vorlagenpflege') }}
    />,
  )
})

templateRoutes.get('/templates/:slug/versions/:version', mayRead, async (c) => {
  const template = await findTemplate(c.var.db, c.req.param())
  const versions = (await versionsOf(c.var.db)).filter(({ slug }) => slug === template.slug)
  const isKeeper = has(currentActor(c), 'vorlagenpflege')
  const sample = await readSample(c.var.db, template)
  const expanded = sample.ok ? await expandDocument({ template, values: sample.value, mode: 'preview' }) : sample
  return c.html(
    <TemplatePage
      title={template.title}
      kind={kindLabels[template.kind]}
      legalBasis={template.description.legalBasis}
      version={template.version}
      hash={template.templateHash}
      publishedAt={template.publishedAt}
      fields={[...walkSchema(template.fields)].map(({ path, field }) => ({
        path,
        label: field.label,
        kind: fieldKind(field),
        need: fieldNeed(field),
      }))}
      sample={
        expanded.ok
          ? { blocks: expanded.value.blocks, footer: expanded.value.footer ?? null }
          : { problem: expanded.message }
      }
      versions={versions.map(lineOf)}
      slug={template.slug}
      withdrawal={await readWithdrawal(c.var.db, template.slug, template.version)}
      can={{ upload: isKeeper, withdraw: isKeeper && template.withdrawnAt === null }}
      notice={notices.get(c.req.query('done') ?? '')}
      olderDrafts={isKeeper ? await selectDraftsBefore(c.var.db, template.slug, template.version) : []}
    />,
  )
})

templateRoutes.get('/templates/:slug/versions/:version/sample.pdf', mayRead, async (c) => {
  const template = await findTemplate(c.var.db, c.req.param())
  const sample = await readSample(c.var.db, template)
  if (!sample.ok) throw new HTTPException(404, { message: sample.message })
  const at = new Date(template.publishedAt)
  const document = { template, values: sample.value, at, draft: true, mode: 'preview' } as const
  const rendered = await renderDocument(document, printAside)
  if (!rendered.ok) throw new HTTPException(422, { message: rendered.message })
  c.header('Content-Disposition', `inline; filename="beispiel-${template.slug}-v${template.version}.pdf"`)
  return c.body(Uint8Array.from(rendered.value.bytes), 200, { 'Content-Type': 'application/pdf' })
})

async function findTemplate(db: Db, params: Record<string, string>): Promise<PublishedTemplate> {
  const { slug = '', version = '' } = params
  const number = /^[1-9]\d{0,5}$/.test(version) ? Number(version) : 0
  const template = await loadTemplate(db, slug, number)
  if (template.ok) return template.value
  throw new HTTPException(404, { message: template.message })
}

interface VersionInUse extends PublishedTemplate {
  readonly documents: number
  readonly validity: string
}

/** By title, the newest of each first. */
async function versionsOf(db: Db): Promise<VersionInUse[]> {
  const [published, usage] = await Promise.all([listPublished(db), selectTemplateUsage(db)])
  const today = localDate(db.clock.now().toISOString())
  return published.map((template) => ({
    ...template,
    documents:
      usage.find(({ slug, version }) => slug === template.slug && version === template.version)?.documents ?? 0,
    validity: validity(
      template,
      published.filter(({ slug }) => slug === template.slug),
      today,
    ),
  }))
}

const lineOf = ({ slug, version, title, kind, documents, validity: valid, description }: VersionInUse) => ({
  href: `/templates/${slug}/versions/${version}`,
  title,
  kind: kindLabels[kind],
  legalBasis: description.legalBasis,
  validFrom: printDate(description.validFrom),
  version,
  validity: valid,
  documents,
})

const sum = (versions: readonly VersionInUse[]): number =>
  versions.reduce((total, { documents }) => total + documents, 0)

const notices: ReadonlyMap<string, string> = new Map([
  ['published', 'Die Version ist veröffentlicht. Neue Dokumente nehmen sie von ihrem ersten Tag an.'],
  ['withdrawn', 'Die Version ist zurückgezogen.'],
])
