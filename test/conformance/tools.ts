import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../server/base/project-root.ts'

const cache = join(projectRoot, '.cache', 'validators')
const verapdfJar = join(cache, 'verapdf', 'cli-1.30.2.jar')
const dssFolder = join(cache, 'dss')
const pyhankoProgram = join(cache, 'pyhanko', 'bin', 'pyhanko')
const debianPrograms = ['java', 'pdfsig', 'pdftotext', 'qpdf', 'openssl']

/** What the suite needs and this machine lacks. */
export function missingTools(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const programs = debianPrograms.filter((program) => !folders.some((folder) => existsSync(join(folder, program))))
  const fetched = ['verapdf', 'dss', 'pyhanko'].filter((part) => !existsSync(join(cache, part, '.complete')))
  return [...programs, ...fetched]
}

export interface Run {
  readonly exitCode: number | null
  readonly stdout: string
  /** Both streams together, for people. */
  readonly output: string
}

/** One program to its end. */
export function run(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const ended = spawnSync(program, args, {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (ended.error) throw ended.error
  return { exitCode: ended.status, stdout: ended.stdout, output: `${ended.stdout}${ended.stderr}` }
}

/** One of the project's own programs, started as people start it. */
export const runOwn = (program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Run =>
  run(process.execPath, [join('server', 'cli', 'run.mjs'), program, ...args], environment)

const ownReport = z.object({ intact: z.boolean(), trusted: z.boolean().nullable() })

/** Our own `verify`. The report counts together with the exit code, so that a crash is never taken for a verdict. */
export function ownVerdict(anchor: string, file: string): z.infer<typeof ownReport> & { exitCode: number | null } {
  const { exitCode, stdout, output } = runOwn('verify', ['--anchor', anchor, file])
  const report = ownReport.safeParse(jsonOf(stdout))
  if (!report.success) throw new Error(`verify has not judged ${file}:\n${output}`)
  return { exitCode, ...report.data }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** veraPDF: the sentence for every file that does not pass, none if all do. */
export function verapdfFailures(flavour: 'ua1' | '2a' | '3a', files: readonly string[]): string[] {
  const { output } = run('java', ['-jar', verapdfJar, '-f', flavour, '--format', 'text', '-v', ...files])
  const lines = output.split('\n')
  const passed = (file: string) => lines.some((line) => line.startsWith('PASS ') && line.includes(basename(file)))
  return files.filter((file) => !passed(file)).map((file) => `${basename(file)} fails ${flavour}:\n${output}`)
}

const dssReport = z.object({
  file: z.string(),
  error: z.string().nullable(),
  signatures: z.array(
    z.object({
      format: z.string(),
      indication: z.string(),
      subIndication: z.string(),
      intact: z.boolean(),
      errors: z.array(z.string()),
      warnings: z.array(z.string()),
      undefinedChanges: z.array(z.string()),
    }),
  ),
})
export type DssReport = z.infer<typeof dssReport>

/** EU DSS on each file, in their order. */
export function dssReports(anchor: string, files: readonly string[]): DssReport[] {
  const program = join(projectRoot, 'test', 'conformance', 'DssVerify.java')
  const { output } = run('java', ['-cp', join(dssFolder, '*'), program, anchor, ...files])
  const reports = output.split('\n').filter((line) => line.startsWith('{"file"'))
  if (reports.length !== files.length) throw new Error(`DSS has not judged every file:\n${output}`)
  return reports.map((line) => dssReport.parse(JSON.parse(line)))
}

/** pdfsig of poppler: whether there is a signature, every one is valid and one covers the file. It does not judge trust. */
export function pdfsigFindsIntact(file: string): boolean {
  const { output } = run('pdfsig', ['-nocert', file])
  const verdicts = [...output.matchAll(/Signature Validation: (.*)/g)].map(([, verdict]) => verdict)
  const whole = output.includes('- Total document signed')
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'Signature is Valid.') && whole
}

/** pyHanko: its verdict on trust, integrity and later changes; revocation is not asked. */
export function pyhanko(anchor: string, file: string): Run {
  const trust = ['--trust', anchor, '--trust-replace', '--no-revocation-check']
  return run(pyhankoProgram, ['sign', 'validate', '--pretty-print', ...trust, file])
}

/** The text as `pdftotext` reads it, white space made one blank and soft hyphens undone. */
export const textOf = (file: string): string =>
  run('pdftotext', ['-enc', 'UTF-8', file, '-'])
    .output.replaceAll(/\u00ad\s*/g, '')
    .replaceAll(/\s+/g, ' ')
