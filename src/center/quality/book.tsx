import { App, Button, Checkbox, Form as Sheet, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Ask, Section } from '#ui/page'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { changeRule, DIMENSIONS, getSummary, listRules, type RuleRow } from './quality.api.ts'
import { sentence, t } from './text.ts'

/** The rules with their sentence, their numbers and their version. */
export function Book() {
  const may = useMay(changeRule)
  const [chosen, choose] = useState<RuleRow | null>(null)
  return (
    <Section title={t.ruleBook} flush>
      <Ask door={listRules} input={{}} shape="rows">
        {({ rules }) => (
          <div className="quality-sheet" tabIndex={0} role="region" aria-label={t.ruleBook}>
            <table className="quality-table">
              <thead><tr><th scope="col">{t.rule}</th><th scope="col">{t.dimension}</th><th scope="col">{t.params}</th><th scope="col">{t.state}</th><th scope="col">{t.ruleSince}</th>{may && <th scope="col" />}</tr></thead>
              <tbody>
                {rules.toSorted((a, b) => DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension)).map((rule) => (
                  <tr key={rule.rule}>
                    <td>{say(rule.title)}<span className="why">{sentence(say(rule.why), null, { ...words(rule), field: t.anyField })}</span></td>
                    <td>{t.dimensions[rule.dimension]}</td>
                    <td>{numbersOf(rule).map(([name, value]) => `${t.paramNames[name] ?? name} ${value}`).join(t.comma) || <span className="y-faint">—</span>}</td>
                    <td><Status meaning={rule.isOn ? 'good' : 'idle'} text={rule.isOn ? t.ruleOn : t.ruleOff} plain /> <span className="y-faint">{t.ruleVersion(rule.version)}</span></td>
                    <td><When at={rule.at} as="day" /></td>
                    {may && <td className="n"><Button size="small" type="link" aria-label={`${t.changeRule} ${say(rule.title)}`} onClick={() => choose(rule)}>{t.changeRule}</Button></td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Ask>
      <Drawer title={chosen && say(chosen.title)} open={chosen !== null} onClose={() => choose(null)} width={440}>
        {chosen && <Change key={chosen.version} of={chosen} onDone={() => choose(null)} />}
      </Drawer>
    </Section>
  )
}

const numbersOf = ({ params }: RuleRow): [string, number][] => Object.entries(params).filter((each): each is [string, number] => typeof each[1] === 'number')
/** In the list of rules the facts of a row are shown as what they will be. */
const words = (rule: RuleRow): Record<string, string> => ({ ...t.anyFacts, ...Object.fromEntries(numbersOf(rule).map(([name, value]) => [name, String(value)])), bound: String(rule.params.customers ?? '…'), days: '…' })

type Typed = { isOn: boolean; reason: string; numbers?: Record<string, number> }

function Change({ of, onDone }: { of: RuleRow; onDone: () => void }) {
  const { message } = App.useApp()
  const change = useDo(changeRule, { invalidates: [listRules, getSummary] })
  const save = async ({ isOn, reason, numbers = {} }: Typed) => {
    change.run({ rule: of.rule, version: of.version, isOn, numbers, reason }, () => {
      message.success(t.ruleChanged)
      onDone()
    })
  }
  return (
    <Sheet<Typed> layout="vertical" initialValues={{ isOn: of.isOn, numbers: Object.fromEntries(numbersOf(of)) }} onFinish={save}>
      <Sheet.Item name="isOn" valuePropName="checked"><Checkbox>{t.ruleOn}</Checkbox></Sheet.Item>
      {numbersOf(of).map(([name]) => <Sheet.Item key={name} name={['numbers', name]} label={t.paramNames[name] ?? name} rules={[{ required: true }]}><InputNumber min={0} max={100_000} controls={false} /></Sheet.Item>)}
      <Sheet.Item name="reason" label={t.reason} rules={[{ required: true, min: 2, whitespace: true, message: t.reasonNeeded }]}><Input.TextArea rows={3} maxLength={200} /></Sheet.Item>
      <Button type="primary" htmlType="submit" loading={change.busy}>{t.saveRule}</Button>
    </Sheet>
  )
}
