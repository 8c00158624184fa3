import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './tools.ts'

export interface TestPki {
  /** PEM file of the root. */
  readonly anchor: string
  readonly password: string
  readonly rsa: string
  readonly ec: string
}

const keyOptions = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
} as const

/** A root and two signers as PKCS #12, made with openssl in `folder`. Valid from 2026 on, so that documents rendered for a
 *  fixed moment of that year lie within, until ten years after today. */
export function createTestPki(folder: string): TestPki {
  mkdirSync(join(folder, 'issued'), { recursive: true })
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'ca.cnf'), configuration(folder))
  const anchor = join(folder, 'ca.pem')
  createKey(folder, 'ca', 'rsa')
  request(folder, 'ca', 'Prüfwurzel')
  issue(folder, 'ca', ['-selfsign', '-extensions', 'root', '-out', anchor])
  const [rsa, ec] = (['rsa', 'ec'] as const).map((kind) => {
    createKey(folder, kind, kind)
    request(folder, kind, kind === 'rsa' ? 'Jörg Sachbearbeiter' : 'Ayşe Öztürk')
    issue(folder, kind, ['-cert', anchor, '-extensions', 'seal', '-out', join(folder, `${kind}.pem`)])
    return exportP12(folder, kind, anchor)
  })
  if (!rsa || !ec) throw new Error('The test keys were not made.')
  return { anchor, password: 'test', rsa, ec }
}

function createKey(folder: string, name: string, kind: keyof typeof keyOptions) {
  openssl(['genpkey', ...keyOptions[kind], '-out', join(folder, `${name}.key`)])
}

function request(folder: string, name: string, commonName: string) {
  const subject = `/C=DE/O=Kreis Beispiel/CN=${commonName}`
  const [key, out] = [join(folder, `${name}.key`), join(folder, `${name}.csr`)]
  openssl(['req', '-new', '-utf8', '-config', join(folder, 'ca.cnf'), '-key', key, '-subj', subject, '-out', out])
}

function issue(folder: string, name: string, options: readonly string[]) {
  const until = `${new Date().getUTCFullYear() + 10}1231235959Z`
  const period = ['-startdate', '20260101000000Z', '-enddate', until]
  const files = ['-keyfile', join(folder, 'ca.key'), '-in', join(folder, `${name}.csr`)]
  openssl(['ca', '-batch', '-utf8', '-notext', '-config', join(folder, 'ca.cnf'), ...period, ...files, ...options])
}

function exportP12(folder: string, name: string, anchor: string): string {
  const p12 = join(folder, `${name}.p12`)
  const files = ['-inkey', join(folder, `${name}.key`), '-in', join(folder, `${name}.pem`), '-certfile', anchor]
  openssl(['pkcs12', '-export', ...files, '-passout', 'pass:test', '-out', p12])
  return p12
}

function openssl(args: readonly string[]) {
  const { exitCode, output } = run('openssl', args)
  if (exitCode !== 0) throw new Error(`openssl ${args.join(' ')}\n${output}`)
}

const configuration = (folder: string) => `
[req]
distinguished_name = empty
string_mask = utf8only
[empty]
[ca]
default_ca = house
[house]
database = ${folder}/index.txt
new_certs_dir = ${folder}/issued
rand_serial = yes
default_md = sha256
policy = any
[any]
countryName = optional
organizationName = optional
commonName = supplied
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[seal]
basicConstraints = CA:false
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`
