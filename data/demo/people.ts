import type { Role } from '../../server/auth/auth.ts'

export interface DemoUnit {
  readonly short: string
  readonly name: string
}

export interface DemoPerson {
  readonly login: string
  readonly name: string
  readonly salutation: 'Frau' | 'Herr'
  /** The short form of her unit. */
  readonly unit: string
  readonly roles: readonly Role[]
}

export const demoUnits: readonly DemoUnit[] = [
  { short: '32.3', name: '32.3 – Ausländerbehörde und Integration' },
  { short: '01.1', name: '01.1 – Landratsbüro, Kreistagsgeschäftsstelle' },
]

/** Nobody here exists; the county does not either. */
export const demoPeople: readonly DemoPerson[] = [
  { login: 'ahlers', name: 'Jutta Ahlers', salutation: 'Frau', unit: '32.3', roles: ['lotsin'] },
  { login: 'oezdemir', name: 'Kerem Özdemir', salutation: 'Herr', unit: '32.3', roles: ['lotsin'] },
  { login: 'kortmann', name: 'Dr. Sabine Kortmann', salutation: 'Frau', unit: '32.3', roles: ['leitung'] },
  { login: 'deppe', name: 'Malte Deppe', salutation: 'Herr', unit: '32.3', roles: ['leitung'] },
  { login: 'rieken', name: 'Edda Rieken', salutation: 'Frau', unit: '32.3', roles: ['vorlagenpflege'] },
  { login: 'thiele', name: 'Arne Thiele', salutation: 'Herr', unit: '01.1', roles: ['vorlagenpflege'] },
  { login: 'vosskamp', name: 'Henning Vosskamp', salutation: 'Herr', unit: '01.1', roles: ['sitzungsdienst'] },
  { login: 'groth', name: 'Marlies Groth', salutation: 'Frau', unit: '01.1', roles: ['sitzungsdienst'] },
  { login: 'lindemann', name: 'Annegret Lindemann', salutation: 'Frau', unit: '01.1', roles: ['leitung'] },
  { login: 'wellmann', name: 'Tom Wellmann', salutation: 'Herr', unit: '01.1', roles: ['administration'] },
  { login: 'uphoff', name: 'Gesa Uphoff', salutation: 'Frau', unit: '01.1', roles: ['revision'] },
]
