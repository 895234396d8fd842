import './marks.css'

/** One member of staff. A customer's name is personal data and goes through `Masked` or the table's text. */
export function Person({ name, org, role, plain }: { name: string | null | undefined; org?: string; role?: string; plain?: boolean }) {
  if (name === null || name === undefined || name === '') return <span className="y-faint">—</span>
  const beside = [role, org].filter((part) => part !== undefined && part !== '').join(' · ')
  return (
    <span className="y-person" title={beside === '' ? name : `${name} · ${beside}`}>
      {plain !== true && <span className="y-person-face" aria-hidden>{face(name)}</span>}
      <span className="y-cut">{name}{beside !== '' && <> <small>{beside}</small></>}</span>
    </span>
  )
}

// A Chinese given name is what colleagues say; of a Latin name, the first letter.
function face(name: string): string {
  return /\p{Script=Han}/u.test(name) ? name.slice(-1) : name.slice(0, 1).toUpperCase()
}
