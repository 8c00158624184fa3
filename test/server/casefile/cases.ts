import type { Actor } from '../../../server/auth/auth.ts'
import type { CaseFile } from '../../../server/casefile/casefile.ts'
import { createCase, findCase } from '../../../server/casefile/casefile-actions.ts'
import { expectOk, type House } from '../../house.ts'

/** The input of a case with nothing but what must be there, and what the test is about. */
export function caseInput(overrides: { readonly person?: object } & Record<string, unknown> = {}) {
  return { aktenzeichen: '32.3-ZV-2026-0163', ...overrides, person: { nachname: 'Ceesay', ...overrides.person } }
}

/** A case as its Lotsin sees it. */
export async function caseOf(
  house: House,
  lotsin: Actor,
  overrides: Parameters<typeof caseInput>[0] = {},
): Promise<CaseFile> {
  const { id } = expectOk(await createCase(house.db, lotsin, { input: caseInput(overrides) }))
  return readCase(house, lotsin, id)
}

export async function readCase(house: House, actor: Actor, id: string): Promise<CaseFile> {
  const found = await findCase(house.db, actor, id)
  if (!found) throw new Error(`${actor.name} does not see the case ${id}.`)
  return found
}
