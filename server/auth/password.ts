import { hash, type Options, verify } from '@node-rs/argon2'
import { invalid, ok, type Result } from '../base/result.ts'

/** Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). `algorithm: 2` is Argon2id; the
 *  package's own names are a `const enum`, which cannot be imported here. */
const cost: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const minPasswordLength = 12
export const maxPasswordLength = 256

/** Hash of a password in PHC form. The text is normalised, so that ä typed on any keyboard is the same ä. */
export const hashPassword = (password: string): Promise<string> => hash(normalised(password), cost)

/** Whether the password belongs to the hash. Without a hash (unknown login, no password yet) it works equally long and
 *  says no, so that the time tells nobody which logins exist. */
export async function checkPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const fits = await verify(passwordHash ?? (await nobodysHash()), normalised(password))
  return fits && passwordHash !== null
}

let nobodys: Promise<string> | null = null

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword('a password that nobody has')
  return nobodys
}

/** Refuses what is too short, is the login itself, or stands on every list of guesses. No rules of composition: they make
 *  passwords no better (NIST SP 800-63B, 3.1.1.2; BSI ORP.4.A22). `path` is the field of the form. */
export function checkNewPassword(password: string, { login, path }: { login: string; path: string }): Result<string> {
  const refuse = (message: string) => invalid(message, [{ path, message }])
  const length = [...password].length
  if (length < minPasswordLength) return refuse(`Wählen Sie ein Passwort mit mindestens ${minPasswordLength} Zeichen.`)
  if (length > maxPasswordLength) return refuse(`Wählen Sie ein Passwort mit höchstens ${maxPasswordLength} Zeichen.`)
  const plain = normalised(password).toLowerCase()
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '')
  if (plain.includes(login) && plain.length - login.length < 6) {
    return refuse('Wählen Sie ein Passwort, das nicht aus Ihrer Kennung besteht.')
  }
  if (isCommon(letters))
    return refuse('Dieses Passwort wird oft geraten. Wählen Sie ein anderes, zum Beispiel vier Wörter.')
  return ok(password)
}

const normalised = (password: string): string => password.normalize('NFC')

/** Guessed first, in Germany too: alone, with digits behind, or repeated. One letter repeated falls under it as well. */
const commonWords = new Set(
  `passwort password kennwort geheim hallo admin administrator willkommen welcome schatz sommer winter fruehling frühling
   herbst qwertz qwertzuiop qwertzuiopü qwerty qwertyuiop asdfghjkl yxcvbnm letmein iloveyou ichliebedich monkey dragon
   football fussball fußball borussia dortmund schalke bayern deutschland muenster münster vorlagenwerk auslaenderbehoerde
   ausländerbehörde kreisverwaltung integration landrat test changeme abc abcdef abcdefgh hallohallo passwortpasswort`
    .split(/\s+/)
    .filter(Boolean),
)

function isCommon(letters: string): boolean {
  const core = letters.replace(/^\p{N}+|\p{N}+$/gu, '')
  if (core === '') return isSequence(letters)
  const unit = /^(.+?)\1*$/u.exec(core)?.[1] ?? core
  return [...unit].length <= 2 || commonWords.has(unit) || commonWords.has(core)
}

/** Digits only: counted up, counted down or a short pattern repeated. */
const isSequence = (digits: string): boolean =>
  '01234567890123456789012345678901234567890'.includes(digits) ||
  '98765432109876543210987654321098765432109'.includes(digits) ||
  ([...(/^(.+?)\1*$/u.exec(digits)?.[1] ?? digits)].length <= 6 && digits.length >= minPasswordLength)
