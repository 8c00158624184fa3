import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import { readP12 } from '../../../server/signature/p12.ts'

const fixture = (name: string) => readFile(join(projectRoot, 'test/server/signature/fixtures', name))

async function readFixture(name: string, password = 'test') {
  return readP12(await fixture(name), password)
}

const holders = (chainDer: readonly Uint8Array[]) =>
  chainDer.map((der) => new X509Certificate(der).subject.split('CN=').at(-1))

test.each([
  ['rsa.p12', 'Jörg Sachbearbeiter', 'rsa-sha256', ['Prüfstelle', 'Prüfwurzel']],
  ['ec-384.p12', 'Ayşe Öztürk', 'ecdsa-sha384', ['Prüfstelle', 'Prüfwurzel']],
  ['ec-521.p12', 'Siegel 521', 'ecdsa-sha512', []],
])('%s opens: the key, its certificate, the issuers nearest first', async (name, holder, algorithm, chain) => {
  const signer = await readFixture(name)
  expect(signer).toMatchObject({ ok: true, value: { name: holder, algorithm } })
  expect(signer.ok && holders(signer.value.chainDer)).toEqual(chain)
})

test.each([
  ['a wrong password is named as such', 'rsa.p12', 'falsch', 'Das Passwort des Schlüsselspeichers ist falsch'],
  ['so is an empty one', 'rsa.p12', '', 'Das Passwort des Schlüsselspeichers ist falsch'],
  ['a file of another kind is refused', 'wrong.p12', 'test', 'kein Schlüsselspeicher im Format PKCS #12'],
  ['old encryption comes with the command that renews it', 'legacy.p12', 'test', 'openssl pkcs12 -legacy -in alt.p12'],
  ['without a key there is nothing to seal with', 'no-key.p12', 'test', 'enthält keinen privaten Schlüssel'],
  ['with two keys nobody knows which', 'two-keys.p12', 'testtest', 'enthält 2 private Schlüssel'],
  ['a key without certificate is nameless', 'no-certificate.p12', 'test', 'kein Zertifikat, das zu seinem privaten'],
  ['a key that is too short is refused', 'rsa-1024.p12', 'test', 'RSA ab 2048 Bit'],
])('%s', async (_, name, password, sentence) => {
  const refused = await readFixture(name, password)
  expect(refused).toMatchObject({ ok: false, problem: 'invalid' })
  expect(!refused.ok && refused.message).toContain(sentence)
})

test('a damaged file is refused, wherever the damage lies', async () => {
  const bytes = await fixture('rsa.p12')
  for (let at = 0; at < bytes.length; at += 97) {
    const damaged = Buffer.from(bytes)
    damaged[at] = (damaged[at] ?? 0) ^ 0x01
    expect(await readP12(damaged, 'test'), `byte ${at}`).toMatchObject({ ok: false, problem: 'invalid' })
  }
})
