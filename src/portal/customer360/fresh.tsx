import { Button } from 'antd'
import { confirmValues, getFreshness } from '#center/quality/fresh.api'
import { useDo } from '#ui/call'
import { Facts } from '#ui/facts'
import { Ask, Section } from '#ui/page'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** 资料核实: when each value was last confirmed; who has the customer before them confirms all of it in one click. */
export function Freshness({ of }: { of: Overview }) {
  const may = useMay(confirmValues)
  const confirm = useDo(confirmValues, { done: t.fresh.done, invalidates: [getFreshness] })
  if (!of.whole) return null
  return (
    <Ask door={getFreshness} input={{ customerNo: of.customerNo }} isEmpty={({ fields }) => fields.length === 0} empty={{ title: t.fresh.none }}>
      {({ fields }) => (
        <Section title={t.fresh.title} extra={may && <Button size="small" loading={confirm.busy} onClick={() => confirm.run({ customerNo: of.customerNo, fields: fields.map(({ field }) => field), channel: 'phone' })}>{t.fresh.confirm}</Button>}>
          <Facts columns={4} items={fields.map(({ field, on, isStale, byName }) => ({
            label: t.profile[field],
            value: <><When at={on} /> {isStale && <Status meaning="warn" text={t.fresh.stale} plain />}{byName !== null && <span className="y-faint"> {t.fresh.by(byName)}</span>}</>,
          }))} />
        </Section>
      )}
    </Ask>
  )
}
