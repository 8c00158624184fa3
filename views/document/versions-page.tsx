import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { StackedTable } from '../layout/stacked-table.tsx'

/** What made people look at this content: `zur Freigabe gegeben`, who, when. */
export interface StandReason {
  readonly what: string
  readonly byName: string
  readonly at: string
}

export interface StandLine {
  /** `Fassung 3`, `Fassung 3 bis 5`, `Gespeicherter Stand`. */
  readonly name: string
  readonly isNow: boolean
  /** The newest first. */
  readonly reasons: readonly StandReason[]
  /** How an address names it. */
  readonly key: string
  /** Where it is brought back; null where it cannot or need not be. */
  readonly restoration: string | null
}

export interface VersionsPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly stands: readonly StandLine[]
  /** Everything that was saved, and the way to the versions alone, or the other way round; null where both are the same. */
  readonly other: { readonly href: string; readonly label: string } | null
  /** Where older ones stand; null where there are none. */
  readonly older: string | null
  readonly can: { readonly name: boolean }
  /** As it was typed. */
  readonly name: string
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** What the document was: by whom, when and why, to be compared and brought back. */
export const VersionsPage = (props: VersionsPageProps) => {
  const { id, title, stands, other, older, problem } = props
  return (
    <Layout title={`${title}: Fassungen`} current={props.current}>
      <PageHead title="Fassungen" crumbs={[...props.crumbs, { href: `/documents/${id}`, label: title }]} />
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Die Fassung ist nicht festgehalten." problem={problem} />
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        {props.can.name && <Naming {...props} />}
        <form class="vw-stack" method="get" action={`/documents/${id}/comparison`} aria-label="Zwei Stände vergleichen">
          <StackedTable
            caption="Stände des Dokuments, der neueste zuerst"
            columns={['Stand', 'Wer, wann, warum', 'Vergleichen', 'mit', 'Mehr']}
            rows={stands.map((stand, index) => [
              <StandName {...stand} />,
              <Reasons reasons={stand.reasons} />,
              <Pick side="from" stand={stand} checked={index === Math.min(1, stands.length - 1)} />,
              <Pick side="to" stand={stand} checked={index === 0} />,
              <Restoration stand={stand} />,
            ])}
          />
          <p class="vw-line">
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">Vergleichen</span>
            </button>
            {other && <a href={other.href}>{other.label}</a>}
            {older && <a href={older}>Ältere</a>}
          </p>
        </form>
      </div>
    </Layout>
  )
}

const Naming = ({ id, name, problem }: VersionsPageProps) => (
  <form class="vw-stack" method="post" action={`/documents/${id}/versions`}>
    <div class="vw-fields">
      <TextField
        name="name"
        label="Fassung festhalten"
        hint="Unter welchem Namen Sie den jetzigen Stand wiederfinden wollen"
        value={name}
        maxlength={120}
        error={errorAt(problem, 'name')}
        width={6}
      />
    </div>
    <p>
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Festhalten</span>
      </button>
    </p>
  </form>
)

const StandName = ({ name, isNow }: StandLine) => (
  <>
    {name}
    {isNow && <span class="vw-muted"> (jetzt)</span>}
  </>
)

/** A line for each reason. */
export const Reasons = ({ reasons }: Pick<StandLine, 'reasons'>) => (
  <>
    {reasons.map(({ what, byName, at }) => (
      <div>
        {`${what} von ${byName}, `}
        <Moment at={at} />
      </div>
    ))}
  </>
)

const Pick = ({ side, stand, checked }: { side: 'from' | 'to'; stand: StandLine; checked: boolean }) => (
  <input
    class="kern-form-check__radio"
    type="radio"
    name={side}
    value={stand.key}
    checked={checked}
    aria-label={`${labelOf(stand)} ${side === 'from' ? 'vergleichen' : 'zum Vergleich'}`}
  />
)

const Restoration = ({ stand }: { stand: StandLine }) =>
  stand.restoration && (
    <a href={stand.restoration}>
      Diese Fassung wiederherstellen
      <span class="kern-sr-only">{` (${labelOf(stand)})`}</span>
    </a>
  )

const labelOf = ({ name, isNow, key }: StandLine): string => {
  if (isNow) return `${name} (jetzt)`
  return name.startsWith('Fassung') ? name : `${name} ${key}`
}
