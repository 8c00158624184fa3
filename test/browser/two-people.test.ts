import { expect, test } from 'vitest'
import { byHand, expectAccessible, fillIn, openStage, shoot } from './stage.ts'

const stage = openStage()

test('two people save one form by hand: what collides is shown with both values, and nothing of either is lost', async () => {
  const lotsin = await stage.openAs('ahlers')
  await byHand(lotsin)
  await lotsin.goto('/documents?state=draft')
  await lotsin.locator('main table a').first().click()
  await lotsin.waitForURL(/\/draft/)
  const draft = new URL(lotsin.url()).pathname
  const leitung = await stage.openAs('kortmann')
  await byHand(leitung)
  await leitung.goto(draft)

  await fillIn(leitung, { 'gespraech.ort': 'Kreishaus, Raum 2.01', 'gespraech.uhrzeit': '14:30' })
  await leitung.getByRole('button', { name: 'Speichern' }).first().click()
  await leitung.waitForURL(/done=saved/)

  await fillIn(lotsin, { 'gespraech.ort': 'Rathaus, Saal', lesefassung: 'Paschtu' })
  await lotsin.getByRole('button', { name: 'Speichern' }).first().click()
  await lotsin.getByRole('heading', { name: 'Angaben abgleichen' }).waitFor()
  await lotsin.getByText('Kreishaus, Raum 2.01').waitFor()
  await shoot(lotsin, 'conflict')
  await expectAccessible(lotsin, 'conflict')
  await lotsin.getByLabel('Meine Angabe: Rathaus, Saal').check()
  await lotsin.getByRole('button', { name: 'Speichern' }).click()
  await lotsin.waitForURL(/done=merged/)

  const values = async (name: string) => lotsin.locator(`[name="${name}"]`).inputValue()
  expect(await values('gespraech.ort')).toBe('Rathaus, Saal')
  expect(await values('gespraech.uhrzeit')).toBe('14:30')
  expect(await values('lesefassung')).toBe('Paschtu')
})
