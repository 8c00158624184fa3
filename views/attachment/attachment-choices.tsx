/** Public or not, of which nothing but a deliberate click makes the first. */
export const PublicChoice = ({ isPublic }: { readonly isPublic: boolean }) => (
  <fieldset class="kern-fieldset">
    <legend class="kern-label">Wer darf das lesen?</legend>
    <div class="kern-fieldset__body vw-stack vw-stack--tight">
      {[
        { value: 'no', label: 'Nichtöffentlich: nur Verwaltung und Gremium', checked: !isPublic },
        { value: 'yes', label: 'Öffentlich: alle', checked: isPublic },
      ].map(({ value, label, checked }) => (
        <div class="kern-form-check">
          <input
            class="kern-form-check__radio"
            type="radio"
            id={`oeffentlich-${value}`}
            name="public"
            value={value}
            checked={checked}
          />
          <label class="kern-label" for={`oeffentlich-${value}`}>
            {label}
          </label>
        </div>
      ))}
    </div>
  </fieldset>
)

/** Said by whoever knows it: without it nothing changes in an approved document. */
export const VoidApproval = () => (
  <div class="kern-form-check">
    <input class="kern-form-check__checkbox" type="checkbox" id="freigabe-erlischt" name="voidApproval" value="yes" />
    <label class="kern-label" for="freigabe-erlischt">
      Das Dokument ist freigegeben. Mit der Änderung erlischt die Freigabe.
    </label>
  </div>
)
