import type { Actor } from '../../../server/auth/auth.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import { orderIssue } from '../../../server/document/issue-actions.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { expectOk, type House } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import { agreementInput, houseName, read, save, submit } from '../document/documents.ts'

/** Two goals with a step of each kind of deadline. Today is Monday, 23.11.2026. */
export const planned: Values = {
  naechstesStandortgespraech: '2026-11-26',
  standortgespraeche: ['2026-11-26', '2027-02-25'],
  gespraech: { datum: '2026-10-05' },
  ziele: [
    {
      id: 'z1',
      nr: 1,
      titel: 'Pass beantragen',
      schritte: [
        step(
          'z1s1',
          'vereinbart einen Termin bei der Botschaft',
          { art: 'termin', datum: '2026-11-19' },
          'Terminbestätigung',
        ),
        step('z1s2', 'gibt die Geburtsurkunde heraus', { art: 'termin', datum: '2026-11-23' }, 'Empfangsbestätigung'),
        step('z1s3', 'bestätigt jeden Nachweis', { art: 'text', text: 'in fünf Tagen' }),
      ],
    },
    {
      id: 'z2',
      nr: 2,
      titel: 'Lebensunterhalt sichern',
      schritte: [
        step('z2s1', 'meldet sich', { art: 'termine', daten: ['2026-11-27', '2027-01-29'] }),
        step('z2s2', 'reicht die Lohnabrechnungen ein', { art: 'wiederkehrend', text: 'zum 15. jedes Monats' }),
        step('z2s3', 'hält Termine ein', { art: 'laufend' }),
      ],
    },
  ],
}

function step(id: string, was: string, frist: Values, nachweis?: string): Values {
  return { id, wer: 'Frau Camara', was, frist, ...(nachweis ? { nachweis } : {}) }
}

interface People {
  readonly house: House
  readonly lotsin: Actor
  readonly leitung: Actor
}

/** An agreement whose issue is ordered, of a case of its own unless told otherwise. */
export async function orderedAgreement(
  { house, lotsin, leitung }: People,
  { caseId, copyOf, values = {} }: { caseId?: string; copyOf?: string; values?: Values } = {},
): Promise<Document & { readonly caseId: string }> {
  const about = caseId ?? (await caseOf(house, lotsin, { aktenzeichen: `32.3-${Math.random()}` })).id
  const wanted = copyOf ? { copyOf } : { slug: 'zielvereinbarung-25b', caseId: about }
  const { id } = expectOk(await createDocument(house.db, lotsin, { ...wanted, houseName }))
  const input = agreementInput({ ...planned, ...values })
  const { contentHash } = await submit(house, lotsin, await save(house, lotsin, { id, baseRevision: 1, input }))
  expectOk(await approveDocument(house.db, leitung, { id, contentHash }))
  expectOk(await orderIssue(house.db, lotsin, { id }))
  return { ...(await read(house, lotsin, id)), caseId: about }
}
