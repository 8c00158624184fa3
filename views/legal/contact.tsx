/** Telephone and mail of whom to turn to. */
export const Contact = ({ phone, email }: { phone: string; email: string }) => (
  <>
    Telefon: <a href={`tel:${phone.replace(/[^0-9+]/g, '')}`}>{phone}</a>
    <br />
    E-Mail: <a href={`mailto:${email}`}>{email}</a>
  </>
)

export const Address = ({ lines }: { lines: readonly string[] }) => (
  <>
    {lines.map((line, index) => (
      <>
        {index > 0 && <br />}
        {line}
      </>
    ))}
  </>
)

export interface Authority {
  readonly name: string
  readonly url: string
}

export const AuthorityLink = ({ name, url }: Authority) => <a href={url}>{name}</a>
