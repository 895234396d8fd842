import { Segmented } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useAsk } from '#ui/call'
import { Ask, Columns, Page, Stack } from '#ui/page'
import { usePhone } from '#ui/theme'
import { Desk } from './desk.tsx'
import { Draft, useDraft } from './draft.tsx'
import { Effects } from './effects.tsx'
import { Examples } from './examples.tsx'
import { KINDS, getModel, listModels, type ModelDetail } from './models.api.ts'
import { t } from './text.ts'
import { Versions } from './version.tsx'
import { Guards, Strata, Weights } from './weights.tsx'
import './identity.css'

type Kind = (typeof KINDS)[number]

/** 匹配模型: what each agreement weighs, where the lines stand, and what that makes of the bank's records. */
export default function Models() {
  const [address, setAddress] = useSearchParams()
  const kind: Kind = address.get('kind') === 'company' ? 'company' : 'person'
  const choose = <Segmented aria-label={t.models.kind} value={kind} onChange={(next: Kind) => setAddress(next === 'person' ? {} : { kind: next }, { replace: true })} options={KINDS.map((each) => ({ value: each, label: t.models.kinds[each] }))} />
  const isPhone = usePhone()
  return (
    <Page title={t.models.title} subtitle={t.models.subtitle} opens={listModels} actions={isPhone ? undefined : choose}>
      {isPhone ? <Desk /> : <Shelf key={kind} kind={kind} />}
    </Page>
  )
}

/** The versions of a kind; the one in use lies open until another is chosen. */
function Shelf({ kind }: { kind: Kind }) {
  const [chosen, choose] = useState<string | null>(null)
  const listed = useAsk(listModels, { kind })
  const rows = listed.data?.rows ?? []
  const shown = chosen ?? rows.find((row) => row.state === 'published')?.model
  return (
    <>
      {shown !== undefined && <Ask door={getModel} input={{ model: shown }} keep shape="page">{(found) => <Bench key={`${found.model} ${found.version}`} of={found} />}</Ask>}
      <Ask door={listModels} input={{ kind }} shape="rows">{({ rows: all }) => <Versions rows={all} shown={shown ?? ''} onShow={choose} />}</Ask>
    </>
  )
}

function Bench({ of }: { of: ModelDetail }) {
  const draft = useDraft(of)
  return (
    <>
      <Draft of={of} draft={draft} />
      <Effects of={of} draft={draft} />
      <Columns of={[3, 2]}>
        <Weights of={of} draft={draft} />
        <Stack>
          <Examples of={of} draft={draft} />
          <Strata of={of} draft={draft} />
          <Guards of={of} />
        </Stack>
      </Columns>
    </>
  )
}

