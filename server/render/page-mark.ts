/** What a printed page says about itself to a camera: the address of the public check, and which page it is. */

export interface PageMark {
  /** The check code, in whatever form it was read. */
  readonly code: string
  readonly page: number
  readonly of: number
}

/** As in `https://vorlagen.kreis-auental.de/pruefung/AU7F3A91C2K48?s=2-4`: short, so that the squares of its picture stay
 *  large. `publicUrl` has no slash at its end. */
export const pageAddress = (publicUrl: string, { code, page, of }: PageMark): string =>
  `${publicUrl}/pruefung/${code.replaceAll('-', '')}?s=${page}-${of}`

/** Null for whatever is no such address. Any host counts: the house may have moved since it printed. */
export function readPageAddress(text: string): PageMark | null {
  const parts = /^https?:\/\/[^/\s]{1,200}\/pruefung\/([A-Za-z0-9-]{13,16})\?s=([1-9]\d{0,3})-([1-9]\d{0,3})$/.exec(
    text,
  )
  if (!parts) return null
  const [, code = '', page, of] = parts
  return Number(page) <= Number(of) ? { code, page: Number(page), of: Number(of) } : null
}
