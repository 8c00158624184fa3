import { currentShell } from './shell.ts'

export const Footer = () => {
  const { houseName, version } = currentShell()
  return (
    <footer class="vw-foot">
      <span>{`${houseName} · Vorlagenwerk ${version}`.trim()}</span>
      <a href="/barrierefreiheit">Barrierefreiheit</a>
      <a href="/datenschutz">Datenschutz</a>
      <a href="/impressum">Impressum</a>
    </footer>
  )
}
