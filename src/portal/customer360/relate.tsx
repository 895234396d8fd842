import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { endRelation, listRelationTypes, relateCustomer } from '#center/customer/relation.api'
import { say } from '#kernel/text'
import { today } from '#kernel/time'
import { useAsk } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { useMay } from '#ui/viewer'
import { getMap } from './map.api.ts'
import { getOverview, type Overview } from './overview.api.ts'
import { getRollup } from './rollup.api.ts'
import { t } from './text.ts'
import { listMoments } from './timeline.api.ts'
import { Whom } from './whom.tsx'

const TOLD = [getOverview, getMap, getRollup, listMoments]

/** 建立关系: who the other is, what it is to this customer, since when, by what evidence. */
export function Relate({ of }: { of: Overview }) {
  const [isOpen, open] = useState(false)
  const may = useMay(relateCustomer) && of.whole
  if (!may) return null
  return (
    <>
      <Button size="small" icon={<PlusOutlined />} onClick={() => open(true)}>{t.relate.add}</Button>
      <Drawer title={t.relate.add} open={isOpen} onClose={() => open(false)} width={440}><Adding of={of} onClose={() => open(false)} /></Drawer>
    </>
  )
}

function Adding({ of, onClose }: { of: Overview; onClose: () => void }) {
  const { message } = App.useApp()
  const [as, choose] = useState<string | null>(null)
  const [other, chooseOther] = useState<string | null>(null)
  const rows = (useAsk(listRelationTypes, {}).data?.rows ?? []).filter((row) => row.state === 'active')
  // One choice says both: the kind, and from which side it is read.
  const readings = rows.flatMap((row) => (row.mutual ? [{ value: `${row.type} mutual`, label: say(row) }] : [{ value: `${row.type} forward`, label: say(row) }, { value: `${row.type} backward`, label: say({ zh: row.zhBack, en: row.enBack }) }]))
  const [type = '', direction = 'forward'] = (as ?? '').split(' ')
  return (
    <>
      <div className="y-relate"><span>{t.relate.other}</span><Whom of={of} label={t.relate.who} value={other} onChoose={chooseOther} autoFocus /></div>
      <div className="y-relate"><span>{t.relate.as}</span><Select aria-label={t.relate.as} placeholder={t.relate.pick} options={readings} value={as} onChange={choose} showSearch={{ optionFilterProp: 'label' }} /></div>
      {as !== null && other !== null && (
        <Form
          door={relateCustomer} fixed={{ customerNo: of.customerNo, otherNo: other, type, direction: direction as 'forward' | 'backward' | 'mutual' }} // one of the readings above
          initial={{ since: today() }} invalidates={TOLD} onCancel={onClose}
          fields={[{ key: 'since', label: t.relations.since, kind: 'day' }, { key: 'evidence', label: t.relate.evidence, kind: 'long' }]}
          words={{ conflict: t.relate.cycle, unprocessable: ({ cause }) => (cause === 'unknown' ? t.relate.unknown : t.relate.notAllowed), invalid: t.relate.later }}
          onDone={() => {
            message.success(t.form.saved)
            onClose()
          }}
        />
      )}
    </>
  )
}

type Held = Overview['relations'][number]

/** 结束关系: by which day, and why; what was stays in the list. */
export function EndRelation({ of, held }: { of: Overview; held: Held }) {
  const [isOpen, open] = useState(false)
  const may = useMay(endRelation) && of.whole
  if (!may || held.until !== null) return null
  return (
    <span role="presentation" onClick={(event) => event.stopPropagation()}>
      <Button size="small" type="text" onClick={() => open(true)}>{t.relate.end}</Button>
      <Drawer title={`${t.relate.end} · ${say(held.label)} ${held.name}`} open={isOpen} onClose={() => open(false)} width={440}>
        <Form
          door={endRelation} fixed={{ customerNo: of.customerNo, otherNo: held.otherNo, type: held.type, direction: held.direction }}
          initial={{ until: today() }} invalidates={TOLD} onDone={() => open(false)} onCancel={() => open(false)} words={{ invalid: t.relate.later }}
          fields={[{ key: 'until', label: t.relations.until, kind: 'day' }, { key: 'reason', label: t.relate.reason, kind: 'long' }]}
        />
      </Drawer>
    </span>
  )
}
