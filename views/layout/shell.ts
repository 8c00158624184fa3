import { tryGetContext } from 'hono/context-storage'

/** Which entry of the navigation a page belongs to. */
export type PageKey =
  | 'start'
  | 'approvals'
  | 'cases'
  | 'documents'
  | 'reminders'
  | 'papers'
  | 'templates'
  | 'users'
  | 'mails'
  | 'audit'
  | 'search'

export interface NavigationEntry {
  readonly key: PageKey
  readonly href: string
  readonly label: string
  /** How many things wait there; shown beside the label when it is more than none. */
  readonly count?: number
}

/** What stands around every page. Decided once per request by server/shell.ts, so that no page passes it on. */
export interface Shell {
  readonly houseName: string
  readonly version: string
  readonly assets: ShellAssets
  readonly theme: 'system' | 'light' | 'dark'
  /** Whether single letters act outside of fields. */
  readonly letterKeys: boolean
  readonly userId: string | null
  readonly userName: string | null
  readonly navigation: readonly NavigationEntry[]
  /** The passage of the handbook about this page, where somebody is signed in. */
  readonly helpHref?: string
  /** Whether there is anything that this person could look for. */
  readonly canSearch: boolean
  /** `in Vertretung für Dr. Sabine Kortmann, bis 04.12.2026`: how everything on this page is done; null as herself. */
  readonly inVertretung: string | null
}

/** Addresses that carry a hash of what they lead to. */
export interface ShellAssets {
  readonly build: string
  readonly styles: readonly string[]
  readonly script: string
  readonly icon: string
}

export interface ShellEnv {
  Variables: { readonly shell: Shell }
}

/** Outside of a request of the product, in a test of one module, a page stands in an empty shell. */
const emptyShell: Shell = {
  houseName: 'Vorlagenwerk',
  version: '',
  assets: { build: '', styles: [], script: '', icon: 'data:,' },
  theme: 'system',
  letterKeys: false,
  userId: null,
  userName: null,
  navigation: [],
  canSearch: false,
  inVertretung: null,
}

export const currentShell = (): Shell => tryGetContext<ShellEnv>()?.var.shell ?? emptyShell
