import { expect, test } from 'vitest'
import { checkNewPassword, checkPassword, hashPassword } from '../../../server/auth/password.ts'

const isGood = (password: string, login = 'ahlers.j') => checkNewPassword(password, { login, path: 'password' }).ok

test.each([
  'Passwort1234',
  'passwortpasswort',
  'hallo hallo hallo',
  '123456789012',
  '111111111111',
  '123412341234',
  'aaaaaaaaaaaaaa',
  'ababababababab',
  '!!Willkommen2026!!',
  'qwertzuiopü12',
  'ahlers.j2026',
  'Ahlers.J!!!!!',
  'zu kurz',
])('%s is refused, being short or guessed first', (password) => {
  expect(isGood(password)).toBe(false)
})

test.each([
  'vier kluge Enten am See',
  'kein-Passwort-aus-der-Liste',
  'xK7#pq9Lm2vT',
  'Äpfel über Öfen',
  '192837465564738291',
])('%s is good', (password) => expect(isGood(password)).toBe(true))

test('length counts characters as people do, and has an end', () => {
  expect(isGood('🦆🦉🦅🐦🦜🦢🦩🐧🕊🐓🦃')).toBe(false)
  expect(isGood('x7'.repeat(200))).toBe(false)
})

test('a password fits its own hash only, in whichever form its umlauts are typed', async () => {
  const hash = await hashPassword('Äpfel über Öfen')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await checkPassword('A\u0308pfel u\u0308ber O\u0308fen', hash)).toBe(true)
  expect(await checkPassword('Apfel uber Ofen', hash)).toBe(false)
  expect(await checkPassword('Äpfel über Öfen', null)).toBe(false)
  expect(await checkPassword('a password that nobody has', null)).toBe(false)
})
