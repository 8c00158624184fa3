import type { Role } from '../../../server/auth/auth.ts'

/** What people of a role open, how often beside each other; `:case` and `:document` stand for one of hers. */
export const pages: Readonly<Record<Extract<Role, string>, readonly (readonly [path: string, weight: number])[]>> = {
  lotsin: [
    ['/', 4],
    ['/cases', 3],
    ['/cases?q=mueller&pfad=&state=all', 1],
    ['/cases/:case', 4],
    ['/cases/:case/documents', 2],
    ['/documents', 3],
    ['/documents?state=draft', 1],
    ['/documents?q=ceesay', 1],
    ['/documents/new', 1],
    ['/search?q=mueller', 2],
    ['/search?q=sprachkurs', 2],
    ['/search?q=32.3-ZV-2026-00123', 1],
  ],
  leitung: [
    ['/', 4],
    ['/approvals', 4],
    ['/cases', 2],
    ['/cases?page=20', 1],
    ['/documents', 3],
    ['/documents?state=in_approval', 1],
    ['/documents?q=camara&page=2', 1],
    ['/documents/new', 1],
    ['/search?q=camara', 2],
    ['/search?q=verein', 1],
    ['/search?q=sprachkurs&kind=documents&page=9', 1],
  ],
  sitzungsdienst: [
    ['/', 3],
    ['/papers', 4],
    ['/papers?from=heute&sort=sitting', 1],
    ['/papers?body=Kreistag', 2],
    ['/papers?sort=number', 1],
    ['/papers?q=bericht', 1],
    ['/documents', 1],
    ['/number-circles', 1],
    ['/search?q=vorhaben', 2],
    ['/search?q=0012/2026/KREIS', 1],
  ],
  vorlagenpflege: [
    ['/', 2],
    ['/templates', 3],
    ['/search?q=ziel', 1],
  ],
  revision: [['/audit', 1]],
  administration: [
    ['/users', 2],
    ['/units', 1],
  ],
}
