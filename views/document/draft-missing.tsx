import { formId } from '../form/form-view.ts'
import { fieldId } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { CommentCount } from './comments-panel.tsx'

export interface MissingPlace {
  readonly path: string
  /** `Ziel 2, Schritt 1: Bis wann`. */
  readonly label: string
}

export interface DraftSection {
  /** The field that the section begins with. */
  readonly name: string
  readonly label: string
  /** Whether the section has a heading of its own. */
  readonly hasHeading: boolean
  readonly missing: number
}

export type DraftView = 'form' | 'paper' | 'comments' | 'missing'

export interface DraftStandProps {
  readonly sections: readonly DraftSection[]
  readonly missing: readonly MissingPlace[]
  /** In the answer to a preview these parts replace those that stand on the page. */
  readonly oob?: boolean
}

const swap = (oob: boolean | undefined) => (oob ? { 'hx-swap-oob': 'true' } : {})

/** "2 Angaben fehlen"; sends the form along, so that nothing typed is lost, and gets it back with each place marked. */
export const MissingButton = ({ missing, oob }: Pick<DraftStandProps, 'missing' | 'oob'>) => (
  <span id="fehlt-knopf" class="vw-only-wide" {...swap(oob)}>
    {missing.length > 0 ? (
      <button class="kern-btn kern-btn--secondary" type="submit" form={formId} name="act" value="missing">
        <Icon name="warning" />
        <span class="kern-label">{missingText(missing.length)}</span>
      </button>
    ) : (
      <span class="vw-save">
        <Icon name="check" />
        Alle nötigen Angaben sind da
      </span>
    )}
  </span>
)

export const missingText = (count: number): string => (count === 1 ? '1 Angabe fehlt' : `${count} Angaben fehlen`)

/** The sections of the form, each with whether something is missing there. */
export const DraftRail = ({ sections, oob }: Pick<DraftStandProps, 'sections' | 'oob'>) => (
  <ol id="abschnitte" class="vw-outline" {...swap(oob)}>
    {sections.map(({ name, label, hasHeading, missing }) => (
      <li>
        <a href={`#${fieldId(name)}${hasHeading ? '-titel' : ''}`}>
          <Icon name={missing > 0 ? 'warning' : 'success'} />
          <span>
            {label}
            {missing > 0 ? (
              <span class="vw-muted">{missing === 1 ? ', 1 fehlt' : `, ${missing} fehlen`}</span>
            ) : (
              <span class="kern-sr-only">, vollständig</span>
            )}
          </span>
        </a>
      </li>
    ))}
  </ol>
)

/** All that is missing, each a way to its field. On phones a view of its own. */
export const MissingList = ({ missing, oob }: Pick<DraftStandProps, 'missing' | 'oob'>) => (
  <div id="fehlt-liste" class="vw-stack" {...swap(oob)}>
    {missing.length === 0 ? (
      <p>Alle nötigen Angaben sind da. Sie können das Dokument zur Freigabe geben.</p>
    ) : (
      <>
        <p>{`${missingText(missing.length)}, bevor das Dokument zur Freigabe gehen kann:`}</p>
        <ul class="vw-stack vw-stack--tight">
          {missing.map(({ path, label }) => (
            <li>
              <a href={`?view=form#${fieldId(path)}`} data-gap={path} hx-boost="false">
                {label}
              </a>
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
)

interface DraftTabsProps extends Pick<DraftStandProps, 'missing' | 'oob'> {
  readonly view: DraftView
  /** How many are open. */
  readonly comments: number
}

/** The tabs of narrow windows. Each sends the form along, so that switching loses nothing. */
export const DraftTabs = ({ view, missing, comments, oob }: DraftTabsProps) => (
  <nav class="vw-tabs" aria-label="Ansicht">
    {tabs.map(({ key, label }) => (
      <button
        type="submit"
        form={formId}
        name="act"
        value={`view:${key}`}
        {...(key === view ? { 'aria-current': 'true' as const } : {})}
      >
        {label}
        {key === 'comments' && <CommentCount count={comments} />}
        {key === 'missing' && <MissingCount missing={missing} oob={oob ?? false} />}
      </button>
    ))}
  </nav>
)

export const MissingCount = ({ missing, oob }: { missing: readonly MissingPlace[]; oob: boolean }) => (
  <span id="fehlt-zahl" {...swap(oob)}>{` ${missing.length}`}</span>
)

const tabs: readonly { readonly key: DraftView; readonly label: string }[] = [
  { key: 'form', label: 'Formular' },
  { key: 'paper', label: 'Papier' },
  { key: 'comments', label: 'Kommentare' },
  { key: 'missing', label: 'Fehlt' },
]
