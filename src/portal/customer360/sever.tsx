import { App, Checkbox } from 'antd'
import { useState } from 'react'
import { explainCustomer } from '#center/identity/explain.api'
import { getSources } from '#center/identity/identity.api'
import { getHistory, splitCustomer } from '#center/identity/ledger.api'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { Form } from '#ui/form'
import { Ask, Stack } from '#ui/page'
import { getOverview, type Overview } from './overview.api.ts'
import { t } from './text.ts'

type Record_ = ReplyOf<typeof getSources>['records'][number]
const nameOf = ({ source, key }: { source: string; key: string }): string => `${source} ${key}`

/** 提议拆分: the records that are somebody else's are ticked. */
export function Sever({ of, onClose }: { of: Overview; onClose: () => void }) {
  const { message } = App.useApp()
  const [leaving, setLeaving] = useState<string[]>([])
  const turn = (name: string) => setLeaving((old) => (old.includes(name) ? old.filter((each) => each !== name) : [...old, name]))
  return (
    <Stack>
      <p className="y-soft">{t.identity.severAdvice}</p>
      <Ask door={getSources} input={{ customerNo: of.customerNo }} shape="rows">
        {({ records }) => (
          <>
            <ul className="y-leaving">{records.map((record) => <li key={nameOf(record)}><Checkbox checked={leaving.includes(nameOf(record))} onChange={() => turn(nameOf(record))}><One of={of} record={record} /></Checkbox></li>)}</ul>
            {leaving.length > 0 && leaving.length < records.length ? (
              <Form
                door={splitCustomer} fields={[{ key: 'reason', label: t.identity.reason, kind: 'long' }]} submit={t.identity.severDo(leaving.length)} invalidates={[getOverview, getSources, getHistory, explainCustomer]} onCancel={onClose}
                fixed={{ customerNo: of.customerNo, version: of.version ?? 1, records: records.filter((record) => leaving.includes(nameOf(record))).map(({ source, key }) => ({ source, key })) }} words={{ stale: t.identity.stale }}
                onDone={(done) => {
                  message.success(done.event === null ? t.identity.asked : t.identity.severed(done.customerNo ?? ''))
                  onClose()
                }}
              />
            ) : <p className="y-faint">{leaving.length === 0 ? t.identity.tick : t.identity.notAll}</p>}
          </>
        )}
      </Ask>
    </Stack>
  )
}

function One({ of, record }: { of: Overview; record: Record_ }) {
  const source = of.sources.find((one) => one.source === record.source)
  return <span className="y-leaver"><b>{source ? say(source.title) : record.source}</b> {record.orgName}<small>{[record.name, record.idNumber, record.phone, record.birthday, record.address].filter((value) => value !== null).join(' · ')}</small></span>
}
