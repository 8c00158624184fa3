export interface SilenceLine {
  readonly caseId: string
  readonly title: string
  /** `letzter Kontakt am 02.10.2026` */
  readonly last: string
}

interface SilencesProps {
  /** `Ohne Kontakt seit 8 Wochen` */
  readonly title: string
  readonly total: number
  readonly lines: readonly SilenceLine[]
}

/** Cases in which nothing was recorded for a long time; nothing where there are none. */
export const Silences = ({ title, total, lines }: SilencesProps) =>
  lines.length === 0 ? null : (
    <section class="vw-sec" aria-labelledby="ohne-kontakt">
      <header>
        <h2 class="kern-heading-medium" id="ohne-kontakt">
          {title}
        </h2>
      </header>
      <ul class="vw-list">
        {lines.map((line) => (
          <li>
            <div>
              <a href={`/cases/${line.caseId}/reminders#kontakt`}>{line.title}</a>
              <div class="vw-muted vw-small">{line.last}</div>
            </div>
          </li>
        ))}
      </ul>
      {total > lines.length && <p class="vw-small vw-muted">{`und ${total - lines.length} weitere`}</p>}
    </section>
  )
