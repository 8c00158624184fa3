const browsers = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
] as const

const systems = [
  ['auf dem iPhone', /\biPhone\b/],
  ['auf dem iPad', /\biPad\b/],
  ['unter Android', /\bAndroid\b/],
  ['unter Windows', /\bWindows\b/],
  ['unter macOS', /\bMac OS X\b/],
  ['unter Linux', /\bLinux\b/],
] as const

/** Browser and system in words, so that people recognise their sessions: "Firefox unter Windows". Nothing else of the
 *  header is kept: versions would only help to tell people apart. */
export function deviceName(userAgent: string | undefined): string {
  const named = (list: readonly (readonly [string, RegExp])[]) =>
    list.find(([, pattern]) => pattern.test(userAgent ?? ''))?.[0]
  const [browser, system] = [named(browsers), named(systems)]
  if (!browser && !system) return 'Unbekanntes Gerät'
  return [browser ?? 'Browser', system].filter(Boolean).join(' ')
}
