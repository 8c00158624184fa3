import type { Scope } from './consent.ts'

/** How something was handed over. */
export const ways = ['handed', 'post', 'mail', 'talk'] as const

export type Way = (typeof ways)[number]

export const wayLabels: Readonly<Record<Way, string>> = {
  handed: 'persönlich übergeben',
  post: 'mit der Post',
  mail: 'per E-Mail',
  talk: 'im Gespräch oder am Telefon',
}

export const isWay = (text: string): text is Way => ways.some((way) => way === text)

/** What was handed over under a consent (Weitergabe). */
export interface Disclosure extends Scope {
  readonly id: string
  readonly consentId: string
  readonly recipient: string
  readonly what:
    | { readonly kind: 'sheet'; readonly agreementId: string; readonly blobId: string; readonly pages: number }
    | { readonly kind: 'words'; readonly words: string }
  readonly way: Way
  /** Calendar date. */
  readonly handedOn: string
  readonly recordedBy: string
  readonly recordedAt: string
  /** Given back or destroyed, as the recipient confirmed; ISO time. */
  readonly returnedAt: string | null
}
