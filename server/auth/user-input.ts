import { type FieldProblem, invalid, ok, type Result } from '../base/result.ts'
import { isRole, type Role, roles } from './auth.ts'

/** What the forms for accounts and units send, as typed. */
export interface UserForm {
  readonly login: string
  readonly name: string
  readonly salutation: string
  readonly email: string
  readonly unitId: string
  readonly roles: readonly string[]
}

export interface UserInput {
  readonly login: string
  readonly name: string
  readonly salutation: string
  readonly email: string
  readonly unitId: string
  readonly roles: readonly Role[]
}

export interface UnitForm {
  readonly name: string
  readonly short: string
}

export const salutations = ['', 'Frau', 'Herr'] as const

/** Logins are written in any case and with any spaces around; compared and kept in one form. */
export const normaliseLogin = (login: string): string => login.normalize('NFC').trim().toLowerCase()

/** Every problem at once. Whether login and unit exist only the database knows. */
export function readUserForm(form: UserForm): Result<UserInput> {
  const input = {
    login: normaliseLogin(form.login),
    name: oneLine(form.name),
    salutation: form.salutation,
    email: form.email.normalize('NFC').trim(),
    unitId: form.unitId,
    roles: roles.filter((role) => form.roles.includes(role)),
  }
  const problems = [
    ...loginProblem(input.login),
    ...lineProblem('name', input.name, { missing: 'Geben Sie den Namen an.', longest: 200 }),
    ...when(
      !salutations.some((known) => known === input.salutation),
      'salutation',
      'Wählen Sie eine Anrede oder keine.',
    ),
    ...emailProblem(input.email),
    ...when(input.unitId === '', 'unitId', 'Wählen Sie die Einheit.'),
    ...when(!form.roles.every(isRole), 'roles', 'Eine dieser Rollen gibt es nicht. Wählen Sie aus der Liste.'),
    ...when(form.roles.length === 0, 'roles', 'Wählen Sie mindestens eine Rolle.'),
  ]
  return problems.length > 0 ? invalid('Das Konto kann so noch nicht gespeichert werden.', problems) : ok(input)
}

export function readUnitForm(form: UnitForm): Result<UnitForm> {
  const input = { name: oneLine(form.name), short: oneLine(form.short) }
  const problems = [
    ...lineProblem('name', input.name, { missing: 'Geben Sie den Namen der Einheit an.', longest: 200 }),
    ...lineProblem('short', input.short, { missing: 'Geben Sie das Kurzzeichen an, zum Beispiel 32.3.', longest: 20 }),
  ]
  return problems.length > 0 ? invalid('Die Einheit kann so noch nicht gespeichert werden.', problems) : ok(input)
}

const oneLine = (text: string): string => text.normalize('NFC').trim().replace(/ +/g, ' ')

/** Line breaks and other controls, halves of a pair, and marks that turn the direction of text: with them a name could
 *  read as another one. */
const refusedCharacters = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u

function lineProblem(path: string, text: string, { missing, longest }: { missing: string; longest: number }) {
  if (text === '') return [{ path, message: missing }]
  if ([...text].length > longest) return [{ path, message: `Kürzen Sie den Text auf höchstens ${longest} Zeichen.` }]
  return when(refusedCharacters.test(text), path, 'Der Text enthält Steuerzeichen. Tippen Sie ihn ohne Kopieren neu.')
}

function loginProblem(login: string): FieldProblem[] {
  if (login === '') return [{ path: 'login', message: 'Geben Sie eine Kennung an.' }]
  const message =
    'Die Kennung besteht aus 2 bis 40 Buchstaben von a bis z, Ziffern, Punkt oder Strichen, zum Beispiel ahlers.j.'
  return when(!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(login), 'login', message)
}

function emailProblem(email: string): FieldProblem[] {
  const isAddress = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/.test(email) && email.length <= 254
  const message = 'Schreiben Sie die E-Mail-Adresse wie name@kreis.example oder lassen Sie das Feld leer.'
  return when(email !== '' && !isAddress, 'email', message)
}

const when = (isWrong: boolean, path: string, message: string): FieldProblem[] => (isWrong ? [{ path, message }] : [])
