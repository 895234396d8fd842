import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Drawer } from '#ui/drawer'
import { Ask, Page, Section } from '#ui/page'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { Draft } from './ruleDraft.tsx'
import { Picture } from './rulePicture.tsx'
import { RuleVersions, Since } from './ruleVersions.tsx'
import { listRules, proposeRule, RULE_KINDS, type RuleVersion } from './rule.api.ts'
import { ruleWords, t } from './text.ts'
import './customer.css'

type Kind = RuleVersion['kind']

/** 客户分级规则: by which rule customers stand where they stand, what another would change, and who published which when. */
export default function Rules() {
  const [address, setAddress] = useSearchParams()
  const kind = RULE_KINDS.find((one) => one === address.get('kind')) ?? 'level'
  const choose = (next: Kind) => setAddress(next === 'level' ? {} : { kind: next }, { replace: true })
  return (
    <Page
      title={t.rule.title} subtitle={t.rule.subtitle} opens={listRules}
      actions={<Segmented aria-label={t.rule.kind} value={kind} onChange={choose} options={RULE_KINDS.map((value) => ({ value, label: t.rule.kinds[value] }))} />}
    >
      <Ask door={listRules} input={{ kind }} shape="rows">{({ rows }) => <One key={kind} kind={kind} rows={rows} />}</Ask>
    </Page>
  )
}

function One({ kind, rows }: { kind: Kind; rows: RuleVersion[] }) {
  const [isDrafting, draft] = useState(false)
  const may = useMay(proposeRule) && !rows.some((row) => row.state === 'proposed')
  const holds = rows.find((row) => row.holds)
  return (
    <>
      {holds && (
        <Section title={<>{t.rule.today} <Tags tags={[{ text: ruleWords(holds).name }]} /></>} extra={<span className="y-row"><span className="y-faint">{t.rule.since} <Since of={holds} /></span>{may && <Button type="primary" icon={<PlusOutlined />} onClick={() => draft(true)}>{t.rule.change}</Button>}</span>}>
          <Picture of={holds} />
        </Section>
      )}
      <RuleVersions rows={rows} />
      <Drawer title={`${t.rule.change} · ${t.rule.kinds[kind]}`} open={isDrafting} onClose={() => draft(false)} width={620}>
        {holds && <Draft kind={kind} from={holds.body} onClose={() => draft(false)} />}
      </Drawer>
    </>
  )
}
