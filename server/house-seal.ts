import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from './base/clock.ts'
import { invalid, ok, type Result } from './base/result.ts'
import type { Config } from './config.ts'
import type { SealPort } from './document/issue-jobs.ts'
import { createHouseKey } from './signature/house-key.ts'
import { readP12 } from './signature/p12.ts'
import { refuseSigner, sealPdf } from './signature/seal.ts'
import type { Signer } from './signature/signature.ts'

/** The seal of the house, and what its signatures are judged by. */
export interface HouseSeal extends SealPort {
  /** Certificates (DER) that the public check believes: the last issuer that came with the seal's key. */
  readonly anchorsDer: readonly Uint8Array[]
}

interface Place {
  readonly file: string
  readonly password: string
}

interface SealOptions {
  readonly config: Pick<Config, 'seal' | 'dataFolder' | 'houseName'>
  readonly clock: Clock
}

/** The configured seal or, in development, one that is made at the first start and says in its name that it is none to be
 *  relied on. A seal that cannot be used is told at the start, not at the first document. */
export async function openHouseSeal({ config, clock }: SealOptions): Promise<Result<HouseSeal>> {
  const place = config.seal ?? (await developmentSeal(config, clock))
  const signer = await readSigner(place, clock.now())
  if (!signer.ok) {
    return invalid(`Das Siegel „${place.file}“ (SEAL_P12_FILE) lässt sich nicht benutzen: ${signer.message}`)
  }
  const { certificateDer, chainDer } = signer.value
  return ok({ anchorsDer: [chainDer.at(-1) ?? certificateDer], seal: (bytes, at) => sealWith(place, bytes, at) })
}

/** Reads the key anew each time: a certificate renewed under the same password counts without a restart, and the key lies in memory no longer than
 *  it is needed. */
async function sealWith(place: Place, bytes: Uint8Array, at: Date): Promise<Result<Uint8Array>> {
  const signer = await readSigner(place, at)
  if (!signer.ok) return signer
  const reason = 'Ausgefertigt'
  return ok(await sealPdf(bytes, { field: 'seal', signer: signer.value, at, certify: true, reason }))
}

async function readSigner({ file, password }: Place, at: Date): Promise<Result<Signer>> {
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) return invalid('Die Datei lässt sich nicht lesen.')
  const signer = await readP12(bytes, password)
  if (!signer.ok) return signer
  return refuseSigner(signer.value, at) ?? signer
}

const p12Name = 'entwicklungssiegel.p12'
const passwordName = 'entwicklungssiegel-kennwort.txt'
const noteName = 'LIESMICH.txt'

const note = `Diese Schlüssel hat Vorlagenwerk beim ersten Start in der Entwicklung selbst erzeugt.
Sie sind kein qualifiziertes Siegel (Art. 38 eIDAS), und außerhalb dieser Installation bürgt niemand für sie.
Für den Betrieb: SEAL_P12_FILE und SEAL_P12_PASSWORD_FILE setzen, danach diesen Ordner löschen.
`

/** The demo's documents were issued in the past: a certificate that begins today could not have sealed them. */
const madeBeforeDays = 400

async function developmentSeal(
  { dataFolder, houseName }: Pick<Config, 'dataFolder' | 'houseName'>,
  clock: Clock,
): Promise<Place> {
  const folder = join(dataFolder, 'keys')
  const file = join(folder, p12Name)
  const passwordFile = join(folder, passwordName)
  const known = await readTogether(file, passwordFile)
  if (known) return known
  const at = new Date(clock.now().getTime() - madeBeforeDays * 86_400_000)
  const { p12, password } = await createHouseKey({ organisation: houseName, at })
  await writePrivately(join(folder, noteName), note)
  await writePrivately(passwordFile, `${password}\n`)
  // Last: where it lies, its password lies too.
  await writePrivately(file, p12)
  return { file, password }
}

async function readTogether(file: string, passwordFile: string): Promise<Place | null> {
  const [p12, password] = await Promise.all([readFile(file).catch(() => null), readText(passwordFile)])
  return p12 && password !== null ? { file, password } : null
}

const readText = async (file: string): Promise<string | null> =>
  (await readFile(file, 'utf8').catch(() => null))?.trim() ?? null

/** A crash leaves either no file or the whole one under its name. */
async function writePrivately(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await chmod(dirname(file), 0o700)
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
