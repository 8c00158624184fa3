// Bundles the server, its workers, the command-line programs and the browser's code into dist/ (esbuild, under a second).
import { existsSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Every file in server/cli ending in .ts is a program, every *-worker.ts in server/ runs beside the main thread. */
async function entryPoints() {
  const files = await readdir(join(root, 'server'), { recursive: true })
  const programs = files.filter(
    (file) => /^cli\/[^/]+\.ts$/.test(file) || /-worker\.ts$/.test(file) || file === 'main.ts',
  )
  return programs.map((file) => ({
    in: join(root, 'server', file),
    out: file.replace(/^.*\//, '').replace(/\.ts$/, ''),
  }))
}

export async function build() {
  const esbuild = await import('esbuild')
  const outdir = join(root, `dist.${process.pid}`)
  await esbuild.build({
    entryPoints: await entryPoints(),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    packages: 'external',
    sourcemap: 'linked',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    chunkNames: 'chunk-[hash]',
    logLevel: 'warning',
  })
  await Promise.all([
    buildClient(esbuild, { files: ['client.ts'], format: 'iife', outdir }),
    // Fetched by client.js on pages that need them; what both need is fetched once.
    buildClient(esbuild, { files: ['rich-editor.ts', 'live/live.ts'], format: 'esm', outdir }),
  ])
  await replaceFolder(join(root, 'dist'), outdir)
}

function buildClient(esbuild, { files, format, outdir }) {
  return esbuild.build({
    entryPoints: files.map((file) => ({ in: join(root, 'views', 'client', file), out: basename(file, '.ts') })),
    outdir: join(outdir, 'client'),
    bundle: true,
    splitting: format === 'esm',
    chunkNames: 'part-[hash]',
    minify: true,
    platform: 'browser',
    format,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  })
}

/** Swaps the finished folder in, so that a program starting meanwhile never sees half a build. */
async function replaceFolder(target, built) {
  const old = `${built}.old`
  if (existsSync(target)) await rename(target, old)
  await rename(built, target)
  await rm(old, { recursive: true, force: true })
}
