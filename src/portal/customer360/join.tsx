import { App } from 'antd'
import { useState } from 'react'
import { explainCustomer } from '#center/identity/explain.api'
import { getSources } from '#center/identity/identity.api'
import { getHistory, mergeCustomers, previewMerge } from '#center/identity/ledger.api'
import type { ReplyOf } from '#kernel/endpoint'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { getOverview, type Overview } from './overview.api.ts'
import { t } from './text.ts'
import { Whom } from './whom.tsx'

/** 提议归并: another customer is looked for, what it would bring about is shown, then it is done or laid before those who must confirm. */
export function Join({ of, onClose }: { of: Overview; onClose: () => void }) {
  const [other, choose] = useState<string | null>(null)
  return (
    <Stack>
      <Whom of={of} label={t.identity.findOther} value={other} onChoose={choose} autoFocus />
      {other !== null && (
        <Ask door={previewMerge} input={{ customerNo: of.customerNo, with: other }} words={{ 'not-found': t.identity.unseen, forbidden: t.identity.unseen, conflict: (facts) => (facts.cause === 'kept-apart' ? t.identity.keptApart : t.identity.gone), unprocessable: t.identity.unlike }}>
          {(preview) => <Outlook of={of} other={other} preview={preview} onClose={onClose} />}
        </Ask>
      )}
    </Stack>
  )
}

function Outlook({ of, other, preview, onClose }: { of: Overview; other: string; preview: ReplyOf<typeof previewMerge>; onClose: () => void }) {
  const { message } = App.useApp()
  const part = (no: string) => preview.parts.find(({ customerNo }) => customerNo === no)
  const waits = preview.waitsFor.map(({ name, staff }) => name ?? staff)
  return (
    <>
      <Facts columns={1} items={[
        { label: t.identity.survivor, value: preview.survivor },
        { label: t.identity.moves, value: t.identity.records(preview.moves) },
        { label: t.identity.confirm, value: waits.length === 0 ? t.identity.atOnce : t.identity.waits(waits) },
        ...(preview.differ ? [{ label: t.owner, value: <Status meaning="warn" text={t.identity.differ} /> }] : []),
      ]} />
      <section className="y-outlook">
        <h3>{t.identity.sight}</h3>
        {preview.sight.length === 0 ? <p className="y-faint">{t.identity.sightNone}</p> : (
          <ul>{preview.sight.map((one) => <li key={one.org}><span>{one.orgName}</span><span className="y-soft">{t.identity.sees[one.after]}{one.gained > 0 && `，${t.identity.gained(one.gained)}`}{one.lost > 0 && `，${t.identity.lost(one.lost)}`}</span></li>)}</ul>
        )}
      </section>
      <Form
        door={mergeCustomers} fields={[{ key: 'reason', label: t.identity.reason, kind: 'long' }]} fixed={{ customerNo: of.customerNo, version: part(of.customerNo)?.version ?? 1, other, otherVersion: part(other)?.version ?? 1 }}
        submit={t.identity.join} invalidates={[getOverview, getSources, getHistory, explainCustomer]} onCancel={onClose}
        words={{ stale: t.identity.stale, conflict: (facts) => (facts.cause === 'kept-apart' ? t.identity.keptApart : t.identity.gone) }}
        onDone={(done) => {
          message.success(done.event === null ? t.identity.asked : t.identity.joined(done.customerNo ?? ''))
          onClose()
        }}
      />
    </>
  )
}
