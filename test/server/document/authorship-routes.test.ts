import { afterEach, beforeEach, expect, test } from 'vitest'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type Web } from '../../web.ts'
import { emptyAgreement, fullPaper } from './documents.ts'
import { writeLive } from './live-writing.ts'

let web: Web
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
})
afterEach(() => web.close())

const pageOf = async (response: Response | Promise<Response>) => readPage(await (await response).text())

test('the page names each writer where her words begin, with shares of the text and the last hand on each value', async () => {
  const vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const groth = await web.user('sitzungsdienst', 'Marlies Groth')
  const paper = await fullPaper(web, vosskamp.actor)
  await writeLive(web, vosskamp.actor, paper, { beschlussvorschlag: '<p>Der Kreistag beschließt.</p>' })
  await writeLive(web, groth, paper, {
    beschlussvorschlag: '<p>Der Kreistag beschließt einstimmig.</p>',
    verfasser: 'Groth, Marlies',
  })
  const page = await pageOf(vosskamp.get(`/documents/${paper.id}/authorship`))
  expect(page.faults()).toEqual([])
  expect(page.text).toContain('Henning Vosskamp: Der Kreistag beschließtMarlies Groth: einstimmigHenning Vosskamp: .')
  expect(page.text).toMatch(/Anteile am Text.*Henning Vosskamp\d+ %.*Marlies Groth(\d+ %|unter 1 %)/)
  expect(page.text).toMatch(/Verfasser\/-inGroth, MarliesMarlies Groth/)
})

test('where nobody wrote a text there are no shares', async () => {
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const { id } = await emptyAgreement(web, ahlers.actor)
  const page = await pageOf(ahlers.get(`/documents/${id}/authorship`))
  expect(page.text).not.toContain('Anteile am Text')
  expect(page.text).toContain('Zuletzt von')
})
