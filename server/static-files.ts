import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { ShellAssets } from '../views/layout/shell.ts'
import { projectRoot } from './base/project-root.ts'

/** Everything the browser loads beside pages: held in memory, compressed once, under an address with a hash of it all, so
 *  that browsers may keep it for ever. */
export interface StaticFiles {
  readonly assets: ShellAssets
  readonly serve: MiddlewareHandler
}

const kern = join(projectRoot, 'node_modules', '@kern-ux', 'native', 'dist')
const fira = ['Regular', 'Italic', 'Medium', 'SemiBold'].map((cut) => `fonts/fira-sans/FiraSans-${cut}.woff2`)
const noto = ['Regular', 'Bold'].map((cut) => `fonts/noto-sans/NotoSans-${cut}.woff2`)

const styles: readonly string[] = [
  ...['kern.min.css', ...fira, ...noto].map((path) => join(kern, path)),
  ...['fonts.css', 'app.css', 'icon.svg'].map((path) => join(projectRoot, 'views', 'assets', path)),
]

/** The browser's code, with the parts that its scripts share. */
const scripts = join(projectRoot, 'dist', 'client')

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

type Bytes = Uint8Array<ArrayBuffer>

interface StaticFile {
  readonly mediaType: string
  readonly plain: Bytes
  /** The same compressed, the smallest first; nothing for what is compressed in itself. */
  readonly encoded: ReadonlyMap<string, Bytes>
}

export async function loadStaticFiles(): Promise<StaticFiles> {
  const names = (await readdir(scripts)).sort()
  const sources = [...styles, ...names.map((name) => join(scripts, name))]
  const contents = await Promise.all(sources.map((path) => readFile(path)))
  const build = hashOf(contents)
  const loaded = await Promise.all(contents.map((bytes, index) => compress(sources[index] ?? '', bytes)))
  const files = new Map(loaded.map((file, index) => [`/assets/${build}/${basename(sources[index] ?? '')}`, file]))
  const address = (name: string): string => `/assets/${build}/${name}`
  return {
    assets: {
      build,
      styles: ['fonts.css', 'kern.min.css', 'app.css'].map(address),
      script: address('client.js'),
      icon: address('icon.svg'),
    },
    serve: createMiddleware(async (c, next) => {
      const file = files.get(c.req.path)
      if (!file) return next()
      const accepted = acceptedEncodings(c.req.header('Accept-Encoding') ?? '')
      const [encoding, bytes] = [...file.encoded].find(([name]) => accepted.includes(name)) ?? ['', file.plain]
      c.header('Content-Type', file.mediaType)
      c.header('Cache-Control', 'public, max-age=31536000, immutable')
      c.header('Vary', 'Accept-Encoding')
      if (encoding) c.header('Content-Encoding', encoding)
      return c.body(bytes)
    }),
  }
}

async function compress(path: string, bytes: Buffer): Promise<StaticFile> {
  const mediaType = mediaTypes[extname(path)] ?? 'application/octet-stream'
  const plain = Uint8Array.from(bytes)
  if (path.endsWith('.woff2')) return { mediaType, plain, encoded: new Map() }
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(bytes, { level: 9 }),
  ])
  const encoded = new Map([
    ['br', Uint8Array.from(br)],
    ['gzip', Uint8Array.from(gzipped)],
  ])
  return { mediaType, plain, encoded }
}

const acceptedEncodings = (header: string): string[] =>
  header.split(',').flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name]
  })

function hashOf(contents: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const bytes of contents) hash.update(`${bytes.length}:`).update(bytes)
  return hash.digest('hex').slice(0, 16)
}
