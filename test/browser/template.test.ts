import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, launchBrowser, openWindow, overflow, type Product, signIn, startProduct } from './browser.ts'

let browser: Browser
let product: Product

beforeAll(async () => {
  ;[browser, product] = await Promise.all([launchBrowser(), startProduct()])
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

test('the templates and a version with its sample are accessible, light and dark, wide and narrow', async () => {
  const { page, faults } = await openWindow(browser, product)
  await signIn(page, product, 'vorlagenpflege')
  await page.getByRole('link', { name: 'Dokumentvorlagen' }).first().click()
  await page.getByRole('link', { name: 'Sitzungsvorlage', exact: true }).waitFor()
  for (const path of ['/templates', '/templates/sitzungsvorlage-kreis/versions/1']) {
    await page.goto(path)
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        expect(await axe(page), `${path} ${width} ${colorScheme}`).toEqual([])
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/t-${width}-${colorScheme}.png` })
      }
    }
    await page.setViewportSize({ width: 320, height: 900 })
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  }
  expect(faults).toEqual([])
})
