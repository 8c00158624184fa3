import type { KeptForm } from '../../server/auth/kept-form.ts'
import { PublicLayout } from '../layout/public-layout.tsx'

/** After signing in again: one click sends what the ended session had refused. */
export const KeptFormPage = ({ form, back }: { form: KeptForm; back: string }) => (
  <PublicLayout title="Wieder angemeldet" measure="small">
    <h1 class="kern-heading-large">Sie sind wieder angemeldet</h1>
    <p>Was Sie zuletzt eingegeben haben, ist noch da, aber noch nicht gespeichert.</p>
    <form class="vw-stack" method="post" action={form.action}>
      {form.entries.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
        <span class="kern-label">Eingaben jetzt absenden</span>
      </button>
    </form>
    <p>
      <a href={back}>Ohne diese Eingaben weiter</a>
    </p>
  </PublicLayout>
)
