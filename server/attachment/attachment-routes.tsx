import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { AttachmentPage } from '../../views/attachment/attachment-page.tsx'
import { AttachmentsPage } from '../../views/attachment/attachments-page.tsx'
import { AttachmentsPanel, type AttachmentsPanelProps } from '../../views/attachment/attachments-panel.tsx'
import { uploadedForm } from '../auth/form-entries.ts'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Problem, Result } from '../base/result.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { asJpeg } from '../picture/picture.ts'
import * as actions from './attachment-actions.ts'
import { type AttachmentSettings, attachmentPage, attachmentsPanel } from './attachment-facts.ts'
import { kindOf } from './file-kind.ts'
import type { AttachmentHolder, Holding } from './holder.ts'
import { type DrawFirstPage, readPreview } from './preview-actions.ts'
import { uploadRoutes } from './upload-routes.ts'

export interface AttachmentRoutesOptions extends AttachmentSettings {
  readonly holder: AttachmentHolder
  readonly drawFirstPage: DrawFirstPage
}

/** The attachments of everything that one holder answers for. */
export function attachmentRoutes({ holder, maxBytes, drawFirstPage }: AttachmentRoutesOptions): Hono<Env> {
  const routes = new Hono<Env>()
  const base = `/${holder.collection}/:id/attachments` as const
  const readers = holder.collection === 'cases' ? caseReaders : documentReaders
  routes.use(base, readers)
  routes.use(`${base}/*`, readers)
  routes.route('/', uploadRoutes({ holder, maxBytes }))

  /** Part of another page, which fetches it, or a page of its own. */
  const answerAll = async (c: Context<Env>, holding: Holding, said: Said = {}) => {
    const panel = await attachmentsPanel(c.var.db, currentActor(c), { holder, holding, maxBytes })
    const props: AttachmentsPanelProps = {
      ...panel,
      notice: said.notice ?? notices.get(c.req.query('done') ?? ''),
      problem: said.problem ?? null,
      chosen: { isPublic: said.isPublic ?? false },
    }
    const status = said.problem ? problemStatus(said.problem) : 200
    if (isHtmx(c)) return c.html(<AttachmentsPanel {...props} />, status)
    const { title, crumbs, current } = holding
    return c.html(<AttachmentsPage {...{ title, crumbs, current }} panel={props} />, status)
  }

  const holdingOf = (c: Context<Env>) => holder.find(c.var.db, currentActor(c), c.req.param('id') ?? '')

  /** After an act: on with the list, or the page with what was wrong. */
  const answerAct = async (c: Context<Env>, done: Result<unknown>, notice: Notice) => {
    if (done.ok && !isHtmx(c))
      return c.redirect(`/${holder.collection}/${c.req.param('id')}/attachments?done=${notice}`, 303)
    const holding = await holdingOf(c)
    if (!holding) return c.notFound()
    return done.ok ? answerAll(c, holding, { notice: notices.get(notice) }) : answerAll(c, holding, { problem: done })
  }

  routes.get(base, async (c) => {
    const holding = await holdingOf(c)
    return holding ? answerAll(c, holding) : c.notFound()
  })

  /** Files in one form, for browsers without script. Those that can be kept are. */
  routes.post(base, async (c) => {
    const holding = await holdingOf(c)
    if (!holding) return c.notFound()
    const form = await uploadedForm(c)
    const isPublic = holding.hasPublicity && form.get('public') === 'yes'
    const voidApproval = form.get('voidApproval') === 'yes'
    const files = form.getAll(actions.fileField).filter((each) => each instanceof File && each.size > 0)
    const wrong: Problem[] =
      files.length === 0 ? [actions.refusedFile('Wählen Sie eine oder mehrere Dateien aus.')] : []
    for (const file of files) {
      if (!(file instanceof File)) continue
      const bytes = new Uint8Array(await file.arrayBuffer())
      const place = { holder, id: holding.id, voidApproval }
      const added = await actions.addAttachment(c.var.db, currentActor(c), {
        ...place,
        file: { name: file.name, bytes },
        isPublic,
        maxBytes,
      })
      if (!added.ok) wrong.push(added)
    }
    const [first] = wrong
    if (!first) return answerAct(c, { ok: true, value: null }, 'added')
    const fields = wrong.flatMap((each) => each.fields)
    const kept = files.length - wrong.length
    const notice = kept > 0 ? `${kept === 1 ? 'Eine Datei ist' : `${kept} Dateien sind`} abgelegt.` : undefined
    return answerAll(c, holding, { problem: { ...first, fields }, isPublic, ...(notice ? { notice } : {}) })
  })

  const one = `${base}/:attachment` as const
  const placeOf = (c: Context<Env>, form: { readonly voidApproval?: string } = {}) => ({
    holder,
    id: c.req.param('id') ?? '',
    attachment: c.req.param('attachment') ?? '',
    voidApproval: form.voidApproval === 'yes',
  })

  const answerOne = async (c: Context<Env>, said: { problem?: Problem; typed?: Typed } = {}) => {
    const found = await actions.findAttachment(c.var.db, currentActor(c), placeOf(c))
    const holding = await holdingOf(c)
    if (!found || !holding) return c.notFound()
    const notice = said.problem ? undefined : notices.get(c.req.query('done') ?? '')
    const page = await attachmentPage(c.var.db, { holder, holding, attachment: found, typed: said.typed })
    const status = said.problem ? problemStatus(said.problem) : 200
    return c.html(<AttachmentPage {...page} notice={notice} problem={said.problem ?? null} />, status)
  }

  routes.get(one, (c) => answerOne(c))

  const describing = z.object({ title: text, dated: text, public: text, voidApproval: text })
  routes.post(one, async (c) => {
    const form = await postedForm(c, describing)
    const holding = await holdingOf(c)
    if (!holding) return c.notFound()
    const dated = readGermanDate(form.dated.trim(), localDate(c.var.db.clock.now().toISOString()))
    const isPublic = holding.hasPublicity && form.public === 'yes'
    const about = { ...placeOf(c, form), title: form.title, dated, isPublic }
    const done = await actions.describeAttachment(c.var.db, currentActor(c), about)
    if (!done.ok) return answerOne(c, { problem: done, typed: { ...form, isPublic } })
    return c.redirect(`${addressOf(c)}?done=described`, 303)
  })

  const act = z.object({ voidApproval: text, act: text })
  const changes = {
    turns: (c: Context<Env>, { voidApproval, act: degrees }: z.infer<typeof act>) =>
      actions.turnAttachment(c.var.db, currentActor(c), {
        ...placeOf(c, { voidApproval }),
        degrees: degrees === '180' ? 180 : degrees === '270' ? 270 : 90,
      }),
    reductions: (c: Context<Env>, form: z.infer<typeof act>) =>
      actions.reduceAttachment(c.var.db, currentActor(c), placeOf(c, form)),
    originals: (c: Context<Env>, form: z.infer<typeof act>) =>
      (form.act === 'discard' ? actions.discardOriginal : actions.restoreOriginal)(
        c.var.db,
        currentActor(c),
        placeOf(c, form),
      ),
  } as const
  for (const [noun, run] of Object.entries(changes)) {
    routes.post(`${one}/${noun}`, async (c) => {
      const done = await run(c, await postedForm(c, act))
      return done.ok ? c.redirect(`${addressOf(c)}?done=${noun}`, 303) : answerOne(c, { problem: done })
    })
  }

  routes.post(`${one}/moves`, async (c) => {
    const form = await postedForm(c, act)
    const direction = form.act === 'up' ? 'up' : 'down'
    const done = await actions.moveAttachment(c.var.db, currentActor(c), { ...placeOf(c, form), direction })
    return answerAct(c, done, 'moved')
  })
  routes.post(`${one}/removals`, async (c) =>
    answerAct(
      c,
      await actions.removeAttachment(c.var.db, currentActor(c), placeOf(c, await postedForm(c, act))),
      'removed',
    ),
  )
  routes.post(`${one}/restorations`, async (c) =>
    answerAct(
      c,
      await actions.restoreAttachment(c.var.db, currentActor(c), placeOf(c, await postedForm(c, act))),
      'restored',
    ),
  )

  /** What came from outside goes out as a file to be kept, or in a box in which nothing runs. */
  routes.get(`${one}/file`, async (c) => {
    const read = await actions.readAttachment(c.var.db, currentActor(c), placeOf(c))
    if (!read) return c.notFound()
    const { ending, mediaType, shows } = kindOf(read.attachment.mediaType)
    const way = shows === 'pdf' && c.req.query('as') === 'view' ? 'inline' : 'attachment'
    return c.body(toBody(read.bytes), 200, {
      ...boxed,
      'Content-Type': mediaType,
      'Content-Disposition': `${way}; filename="Anlage-${read.attachment.id.slice(-8)}.${ending}"`,
    })
  })

  routes.get(`${one}/picture`, async (c) => {
    const read = await actions.readAttachment(c.var.db, currentActor(c), placeOf(c))
    if (!read || kindOf(read.attachment.mediaType).shows !== 'picture') return c.notFound()
    const shown = await asJpeg(read.bytes, { longestEdge: shownEdge })
    if (!shown.ok) return c.notFound()
    return c.body(toBody(shown.value.bytes), 200, {
      ...boxed,
      'Content-Type': 'image/jpeg',
      'Content-Disposition': `inline; filename="Anlage-${read.attachment.id.slice(-8)}.jpg"`,
    })
  })

  /** What a file looks like, small: a picture, or the first page of a PDF. What cannot be drawn is a clear dot, for a list
   *  shows no broken pictures. */
  routes.get(`${one}/preview`, async (c) => {
    if (!(await actions.findAttachment(c.var.db, currentActor(c), placeOf(c)))) return c.notFound()
    const jpeg = await readPreview(c.var.db, currentActor(c), { ...placeOf(c), draw: drawFirstPage })
    return c.body(toBody(jpeg ?? clearDot), 200, {
      ...boxed,
      'Content-Type': jpeg ? 'image/jpeg' : 'image/gif',
      'Content-Disposition': 'inline',
    })
  })

  return routes
}

const caseReaders = requireRole('lotsin', 'leitung')
const documentReaders = requireRole('lotsin', 'leitung', 'sitzungsdienst')

interface Said {
  readonly notice?: string | undefined
  readonly problem?: Problem
  readonly isPublic?: boolean
}

interface Typed {
  readonly title: string
  readonly dated: string
  readonly isPublic: boolean
}

const addressOf = (c: Context<Env>): string => c.req.path.split('/').slice(0, 5).join('/')

const boxed = { 'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'" } as const
const shownEdge = 1200
const clearDot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const toBody = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

const sentences = {
  added: 'Abgelegt.',
  moved: 'Die Reihenfolge ist geändert.',
  removed: 'Die Anlage ist entfernt. Unter „Entfernt“ holen Sie sie zurück.',
  restored: 'Die Anlage ist wieder da.',
  described: 'Die Angaben sind gespeichert.',
  turns: 'Das Bild ist gedreht. Das Original bleibt daneben aufgehoben.',
  reductions: 'Das Bild ist verkleinert. Das Original bleibt daneben aufgehoben.',
  originals: 'Erledigt.',
} as const
type Notice = keyof typeof sentences
const notices: ReadonlyMap<string, string> = new Map(Object.entries(sentences))
