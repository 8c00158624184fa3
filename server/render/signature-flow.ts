/** Places for signatures and for the seal. Those that follow each other form a section that stays on one page. */
import type { Inline, SealPlace, SignaturePlace } from '../blocks/blocks.ts'
import type { Band, Ink, Tag } from './layout-boxes.ts'
import { colors, hairlinePt, lineHeightPt, type Setting } from './layout-style.ts'
import { bandOf, type Place, textBands } from './paragraph-flow.ts'

/** What a section is made of. */
export type SectionPlace = SignaturePlace | SealPlace

const fieldHeightPt = 44
const seal = { widthPt: 200, heightPt: 56 } as const
const placeGapPt = 14
/** Narrower than this, place and date stand above the signature, not beside it. */
const besidePt = 300

/** One band for each place. Each holds an empty field named as its block says, the seal one named `seal`. */
export function signatureBands(section: readonly SectionPlace[], place: Place): Band[] {
  return section.map((signer, index) => ({
    ...(signer.type === 'seal' ? sealBand(place) : signatureBand(signer, place)),
    gapPt: index === 0 ? 0 : placeGapPt,
    stuck: index > 0,
  }))
}

function signatureBand(signer: SignaturePlace, place: Place): Band {
  const tag: Tag = { type: 'Div', parent: place.parent }
  const beside = place.widthPt >= besidePt
  const leftWidthPt = beside ? place.widthPt * 0.38 : place.widthPt
  const rightPt = beside ? place.xPt + place.widthPt * 0.44 : place.xPt
  const inside: Place = { ...place, parent: tag, setting: { ...place.setting, bold: false } }
  const left = { ...inside, widthPt: leftWidthPt }
  const right = { ...inside, xPt: rightPt, widthPt: place.xPt + place.widthPt - rightPt }
  const date = stack([caption('Ort, Datum', left)], fieldHeightPt)
  const topPt = beside ? 0 : date.heightPt
  const linePt = topPt + fieldHeightPt
  const words = stack([caption('Unterschrift', right), textBands(signerLines(signer), right, { type: 'P' })], linePt)
  const field: Ink = {
    kind: 'field',
    tag: { type: 'Form', parent: tag },
    name: signer.field,
    label: `Unterschrift: ${[signer.name, signer.role].filter((part) => part !== '').join(', ')}`,
    rect: { xPt: right.xPt, yPt: topPt + 2, widthPt: right.widthPt, heightPt: fieldHeightPt - 3 },
  }
  return bandOf(words.heightPt, [
    ruleOver(left, fieldHeightPt),
    ruleOver(right, linePt),
    ...date.inks,
    field,
    ...words.inks,
  ])
}

function sealBand(place: Place): Band {
  const tag: Tag = { type: 'Div', parent: place.parent }
  const widthPt = Math.min(seal.widthPt, place.widthPt)
  const inside: Place = { ...place, parent: tag, widthPt, setting: { ...place.setting, bold: false } }
  const words = stack([caption('Elektronisches Siegel', inside)], seal.heightPt)
  const field: Ink = {
    kind: 'field',
    tag: { type: 'Form', parent: tag },
    name: 'seal',
    label: 'Elektronisches Siegel',
    rect: { xPt: place.xPt, yPt: 0, widthPt, heightPt: seal.heightPt },
  }
  return bandOf(words.heightPt, [...boxAround(place.xPt, widthPt), field, ...words.inks])
}

function signerLines({ role, name, note }: SignaturePlace): Inline[] {
  const lines: Inline[] = []
  if (role !== '') lines.push({ type: 'text', text: role, marks: ['strong'] })
  for (const line of [name, note ?? '']) {
    if (line === '') continue
    if (lines.length > 0) lines.push({ type: 'break' })
    lines.push({ type: 'text', text: line })
  }
  return lines
}

const captionSetting = (setting: Setting): Setting => ({ ...setting, sizePt: setting.sizePt * 0.75 })

const caption = (text: string, place: Place): Band[] =>
  textBands([{ type: 'text', text }], place, {
    type: 'P',
    setting: captionSetting(place.setting),
    color: colors.quiet,
  })

/** Bands one below the other, as inks of one band. */
function stack(texts: readonly Band[][], fromPt: number): { inks: Ink[]; heightPt: number } {
  const inks: Ink[] = []
  let topPt = fromPt + 2
  for (const band of texts.flat()) {
    for (const ink of band.inks) inks.push(ink.kind === 'line' ? { ...ink, baselinePt: ink.baselinePt + topPt } : ink)
    topPt += band.heightPt
  }
  return { inks, heightPt: topPt }
}

const ruleOver = ({ xPt, widthPt }: Place, yPt: number): Ink => ({
  kind: 'rule',
  from: { xPt, yPt },
  to: { xPt: xPt + widthPt, yPt },
  widthPt: hairlinePt,
  color: colors.text,
})

function boxAround(xPt: number, widthPt: number): Ink[] {
  const corners = [
    { xPt, yPt: 0 },
    { xPt: xPt + widthPt, yPt: 0 },
    { xPt: xPt + widthPt, yPt: seal.heightPt },
    { xPt, yPt: seal.heightPt },
  ]
  return corners.flatMap((from, index): Ink[] => {
    const to = corners[(index + 1) % corners.length]
    return to ? [{ kind: 'rule', from, to, widthPt: hairlinePt, color: colors.hairline }] : []
  })
}

/** Space above a section. */
export const sectionGapPt = (setting: Setting): number => lineHeightPt(setting) * 0.6
