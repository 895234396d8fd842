import './facts.css'

/** One of a few kinds, each with how many there are: one click narrows what is below. */
export function Chips<V extends string>({ label, all, value, onChange, options }: { label: string; all: string; value: V | undefined; onChange: (value: V | undefined) => void; options: { value: V; label: string }[] }) {
  return (
    <div className="y-chips" role="group" aria-label={label}>
      <button type="button" className="y-chip" aria-pressed={value === undefined} onClick={() => onChange(undefined)}>{all}</button>
      {options.map((one) => <button key={one.value} type="button" className="y-chip" aria-pressed={value === one.value} onClick={() => onChange(one.value)}>{one.label}</button>)}
    </div>
  )
}
