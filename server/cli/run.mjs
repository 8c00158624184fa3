// Starts one of the programs: installs what is missing, builds what is out of date, then hands over.
// Plain JavaScript without dependencies, because it runs before anything is installed. Only the program writes to stdout.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, root } from './build.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Vorlagenwerk braucht Node 20.19 oder neuer (hier läuft ${process.version}). Empfohlen ist Node 24.`)
  process.exit(1)
}

const [program, ...args] = process.argv.slice(2)
installIfMissing()
if (program === 'exec') {
  const [command, ...rest] = args
  const bin = join(root, 'node_modules', '.bin', command ?? '')
  process.exit(spawnSync(bin, rest, { cwd: root, stdio: 'inherit' }).status ?? 1)
}
if (isOutOfDate()) await build()
const file = join(root, 'dist', `${program}.js`)
if (!existsSync(file)) {
  console.error(`Das Programm „${program}“ gibt es nicht.`)
  process.exit(1)
}
process.argv = [process.argv[0] ?? 'node', file, ...args]
await import(pathToFileURL(file).href)

function installIfMissing() {
  if (isInstalled()) return
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  console.error('Pakete werden installiert …')
  const installed = spawnSync(npm, ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (installed.status !== 0) process.exit(installed.status ?? 1)
}

/** Whether node_modules holds the versions of the lock file; npm keeps what it installed in a lock file of its own. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const has = packagesOf(installed)
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || wanted.peer || has[path]?.version === wanted.version,
  )
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages
}

function isOutOfDate() {
  const built = join(root, 'dist', `${program}.js`)
  if (!existsSync(built)) return true
  const builtAt = statSync(built).mtimeMs
  return ['server', 'views', 'data/demo'].some((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs > builtAt,
    ),
  )
}
