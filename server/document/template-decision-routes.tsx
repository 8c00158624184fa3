import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { TemplateComparisonPage } from '../../views/template/template-comparison-page.tsx'
import { TemplateWithdrawalPage } from '../../views/template/template-withdrawal-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Reader } from '../base/database.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { listPublished, loadTemplate, withdrawVersion } from '../template/template-actions.ts'
import { refusePublishing, type TemplateDraft } from '../template/template-draft.ts'
import { publishTemplateDraft, readTemplateDraft, returnTemplateDraft } from '../template/template-draft-actions.ts'
import { checkDraft } from '../template/template-draft-check.ts'
import { compareWithPublished } from './template-comparison.ts'
import { countDraftsBefore } from './template-usage-store.ts'

/** What a second person decides about a version: to publish it, to give it back, to withdraw it. */
export const templateDecisionRoutes = new Hono<Env>()

templateDecisionRoutes.use('/template-drafts/*', requireRole('vorlagenpflege'))
templateDecisionRoutes.use('/templates/:slug/versions/:version/withdrawals', requireRole('vorlagenpflege'))

templateDecisionRoutes.get('/template-drafts/:draft/comparison', async (c) => {
  const draft = await draftOf(c)
  return draft ? comparisonPage(c, draft, { problem: null }) : c.notFound()
})

templateDecisionRoutes.post('/template-drafts/:draft/publications', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  const form = await postedForm(c, z.object({ contentHash: text, validFrom: text, reason: text }))
  const validFrom = readGermanDate(form.validFrom.trim(), todayIn(c))
  const publication = { id: draft.id, contentHash: form.contentHash, validFrom }
  const done = await publishTemplateDraft(c.var.db, currentActor(c), publication)
  if (!done.ok) return comparisonPage(c, draft, { ...form, problem: done })
  return c.redirect(`/templates/${done.value.slug}/versions/${done.value.version}?done=published`, 303)
})

templateDecisionRoutes.post('/template-drafts/:draft/returns', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  const form = await postedForm(c, z.object({ validFrom: text, reason: text }))
  const done = await returnTemplateDraft(c.var.db, currentActor(c), { id: draft.id, reason: form.reason })
  if (!done.ok) return comparisonPage(c, draft, { ...form, problem: done })
  return c.redirect(`/template-drafts/${draft.id}?done=returned`, 303)
})

for (const act of ['publications', 'returns']) {
  templateDecisionRoutes.get(`/template-drafts/:draft/${act}`, (c) =>
    c.redirect(`/template-drafts/${c.req.param('draft')}/comparison`, 303),
  )
}

interface ShownDecision {
  readonly validFrom?: string
  readonly reason?: string
  readonly problem: Problem | null
}

/** Leads to the draft as long as the check finds something: there is nothing to compare. */
async function comparisonPage(c: Context<Env>, shownDraft: TemplateDraft, shown: ShownDecision) {
  const { db } = c.var
  const draft = (await readTemplateDraft(db, currentActor(c), shownDraft.id)) ?? shownDraft
  const here = `/template-drafts/${draft.id}`
  if (draft.state === 'published') return c.redirect(here, 303)
  const check = await checkDraft(db, draft)
  if (!check.outcome.ok) return c.redirect(here, 303)
  const { template } = check.outcome
  const compared = await compareWithPublished(db, draft.slug, { ...check, outcome: check.outcome })
  const before = compared.before && {
    ...compared.before,
    pdf: `/templates/${draft.slug}/versions/${compared.before.version}/sample.pdf`,
  }
  const page = (
    <TemplateComparisonPage
      id={draft.id}
      title={template.title}
      version={check.version}
      {...compared}
      before={before}
      after={{ ...compared.after, pdf: `${here}/sample.pdf` }}
      drafts={await countDraftsBefore(db, draft.slug, check.version)}
      decision={decisionOn(c, draft, {
        ...shown,
        contentHash: check.contentHash,
        planned: template.description.validFrom,
      })}
      problem={shown.problem}
    />
  )
  return c.html(page, shown.problem ? problemStatus(shown.problem) : 200)
}

function decisionOn(
  c: Context<Env>,
  draft: TemplateDraft,
  shown: ShownDecision & { readonly contentHash: string; readonly planned: string },
) {
  if (draft.state !== 'submitted') return null
  const { contentHash, planned, validFrom, reason = '' } = shown
  const today = todayIn(c)
  return {
    contentHash,
    validFrom: validFrom ?? printDate(planned < today ? today : planned),
    reason,
    barred: refusePublishing(currentActor(c), draft)?.message ?? null,
  }
}

/** The sample of a draft, as it was set aside. */
templateDecisionRoutes.get('/template-drafts/:draft/sample.pdf', async (c) => {
  const draft = await draftOf(c)
  const check = draft && draft.state !== 'published' ? await checkDraft(c.var.db, draft) : null
  if (!draft || !check?.outcome.ok) return c.notFound()
  return c.body(Uint8Array.from(check.outcome.sample.bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="beispiel-${draft.slug}-v${check.version}-entwurf.pdf"`,
  })
})

templateDecisionRoutes.get('/templates/:slug/versions/:version/withdrawals', (c) => withdrawalPage(c, '', null))

templateDecisionRoutes.post('/templates/:slug/versions/:version/withdrawals', async (c) => {
  const { reason } = await postedForm(c, z.object({ reason: text }))
  const { slug, version } = versionIn(c)
  const done = await withdrawVersion(c.var.db, currentActor(c), { slug, version, reason })
  if (!done.ok) return withdrawalPage(c, reason, done)
  return c.redirect(`/templates/${slug}/versions/${version}?done=withdrawn`, 303)
})

async function withdrawalPage(c: Context<Env>, reason: string, problem: Problem | null) {
  const { slug, version } = versionIn(c)
  const template = await loadTemplate(c.var.db, slug, version)
  if (!template.ok) return c.notFound()
  if (template.value.withdrawnAt) return c.redirect(`/templates/${slug}/versions/${version}`, 303)
  const page = (
    <TemplateWithdrawalPage
      slug={slug}
      title={template.value.title}
      version={version}
      instead={await insteadOf(c.var.db, { slug, version, today: todayIn(c) })}
      reason={reason}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

async function insteadOf(
  reader: Reader,
  { slug, version, today }: { readonly slug: string; readonly version: number; readonly today: string },
): Promise<number | null> {
  const others = (await listPublished(reader)).filter(
    (each) => each.slug === slug && each.version !== version && each.withdrawnAt === null,
  )
  return others.find(({ description }) => description.validFrom <= today)?.version ?? null
}

function versionIn(c: Context<Env>) {
  const version = c.req.param('version') ?? ''
  return { slug: c.req.param('slug') ?? '', version: /^[1-9]\d{0,5}$/.test(version) ? Number(version) : 0 }
}

const draftOf = (c: Context<Env>): Promise<TemplateDraft | null> =>
  readTemplateDraft(c.var.db, currentActor(c), c.req.param('draft') ?? '')

const todayIn = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())
