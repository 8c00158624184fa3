/** How a person wants the product to look and to listen. */
export interface Preference {
  readonly theme: Theme
  /** Whether single letters act outside of fields (WCAG 2.1.4). */
  readonly letterKeys: boolean
}

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text)

export const defaultPreference: Preference = { theme: 'system', letterKeys: true }
