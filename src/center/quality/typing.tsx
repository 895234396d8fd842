import { Button, DatePicker, Input, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useDo } from '#ui/call'
import { isComposing } from '#ui/keys'
import { correctValue, getFailure, getSummary, listCustomerFailures, listFailures, type FailureRow } from './quality.api.ts'
import { fieldWord, t } from './text.ts'

/** The field's editor where the row stands: what is typed becomes this system's own word for the customer. */
export function Typing({ of }: { of: FailureRow }) {
  const [typed, type] = useState('')
  const correct = useDo(correctValue, { done: t.corrected, invalidates: [listFailures, getSummary, getFailure, listCustomerFailures], words: { unprocessable: t.wrongValue(fieldWord(of.field)), conflict: t.alreadyDone } })
  const send = () => {
    if (typed.trim() !== '') correct.run({ failure: of.failure, version: of.version, value: typed })
  }
  const label = t.typeRight(fieldWord(of.field))
  return (
    <Space.Compact className="quality-typing">
      {of.field === 'gender' ? <Select size="small" aria-label={label} placeholder={label} value={typed || undefined} onChange={type} options={Object.entries(t.genders).map(([value, text]) => ({ value, label: text }))} style={{ width: 160 }} />
        : of.field === 'birthday' ? <DatePicker size="small" aria-label={label} placeholder={label} value={typed === '' ? null : dayjs(typed)} onChange={(day) => type(day?.format('YYYY-MM-DD') ?? '')} />
          : <Input size="small" aria-label={label} placeholder={label} autoComplete="off" maxLength={200} value={typed} onChange={(event) => type(event.target.value)} onPressEnter={(event) => !isComposing(event) && send()} />}
      <Button size="small" loading={correct.busy} disabled={typed.trim() === ''} onClick={send}>{t.correct}</Button>
    </Space.Compact>
  )
}
