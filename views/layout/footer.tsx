import { currentShell } from './shell.ts'

export const Footer = () => {
  const { houseName, version } = currentShell()
  return (
    <footer class="vw-foot">
      <span>{`${houseName} · Vorlagenwerk ${version}`.trim()}</span>
    </footer>
  )
}
