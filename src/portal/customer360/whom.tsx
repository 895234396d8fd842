import { Select } from 'antd'
import { useState } from 'react'
import { find, type Hit } from '#portal/search/find.api'
import { useAsk } from '#ui/call'
import { t } from './text.ts'

type WhomProps = { of: { customerNo: string }; label: string; value?: string | null; onChoose: (customerNo: string, name: string) => void; autoFocus?: boolean; fits?: (hit: Hit) => boolean }

/** Another customer is looked for, by name, number or the tail of a phone. */
export function Whom({ of, label, value = null, onChoose, autoFocus, fits = () => true }: WhomProps) {
  const [text, setText] = useState('')
  const hits = (useAsk(find, { text }, { enabled: text.trim().length > 1, keep: true }).data?.hits ?? []).filter((hit) => hit.customerNo !== of.customerNo && fits(hit))
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setText }} value={value} placeholder={label} aria-label={label} autoFocus={autoFocus} style={{ width: '100%' }}
      onChange={(no: string | null) => { if (no !== null) onChoose(no, hits.find((hit) => hit.customerNo === no)?.name ?? no) }} notFoundContent={text === '' ? t.identity.findHint : t.identity.notFound}
      options={hits.map((hit) => ({ value: hit.customerNo, label: `${hit.name} · ${hit.customerNo} · ${hit.branch}` }))}
    />
  )
}
