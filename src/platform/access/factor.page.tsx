import { SafetyCertificateOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, QRCode, Steps } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Refused } from '#kernel/error'
import type { ReplyOf } from '#kernel/endpoint'
import { client, useAsk, useDo } from '#ui/call'
import { State, words } from '#ui/refusal'
import { beginSecondFactor, confirmSecondFactor } from './factor.api.ts'
import { Gate, Wrong } from './gate.tsx'
import { me } from './session.api.ts'
import { t } from './text.ts'

type Begun = ReplyOf<typeof beginSecondFactor>

export default function SecondFactor() {
  const session = useAsk(me, {}).data
  const [begun, setBegun] = useState<Begun | null>(null)
  const go = useNavigate()
  const must = session?.twoFactor === 'pending'
  if (session?.twoFactor === 'on') {
    return (
      <Gate title={t.secondFactor}>
        <State icon={<SafetyCertificateOutlined />} title={t.factorOn} advice={t.factorOnAdvice}><Button onClick={() => void go(-1)}>{t.back}</Button></State>
      </Gate>
    )
  }
  return (
    <Gate title={t.secondFactor} advice={must ? t.secondFactorMust : t.secondFactorAdvice} wayOut={must} wide>
      <Steps size="small" current={begun === null ? 0 : 1} items={[{ title: t.stepPassword }, { title: t.stepScan }, { title: t.stepProve }]} style={{ marginBottom: 24 }} />
      {begun === null ? <Confirm onBegun={setBegun} /> : <Bind begun={begun} />}
      {!must && <Button type="text" block onClick={() => void go(-1)}>{t.cancel}</Button>}
    </Gate>
  )
}

function Confirm({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const begin = useTrying(beginSecondFactor, t.wrongPassword, onBegun)
  return (
    <Form<{ password: string }> layout="vertical" size="large" requiredMark={false} onFinish={(typed) => void begin.send(typed)}>
      {begin.failed !== null && <Wrong title={begin.failed} />}
      <Form.Item name="password" label={t.confirmPassword} rules={[{ required: true, message: t.required(t.password) }]}>
        <Input.Password autoComplete="current-password" maxLength={200} autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={begin.busy}>{t.next}</Button>
    </Form>
  )
}

function Bind({ begun }: { begun: Begun }) {
  const go = useNavigate()
  const { message } = App.useApp()
  const confirm = useTrying(confirmSecondFactor, t.wrongCode, () => {
    client.clear()
    message.success(t.factorDone)
    void go('/', { replace: true })
  })
  return (
    <>
      <div className="access-qr">
        <QRCode value={begun.uri} size={176} errorLevel="M" type="svg" aria-label={t.scan} />
        <div><p>{t.scan}</p><p className="y-soft">{t.scanAdvice}</p><code aria-label={t.key}>{begun.key.replace(/(.{4})/g, '$1 ').trim()}</code></div>
      </div>
      <Form<{ code: string }> layout="vertical" size="large" requiredMark={false} onFinish={(typed) => void confirm.send(typed)}>
        {confirm.failed !== null && <Wrong title={confirm.failed} />}
        <Form.Item name="code" label={t.prove} rules={[{ required: true, pattern: /^\d{6}$/, message: t.required(t.code) }]} className="access-gate-code">
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={confirm.busy}>{t.bind}</Button>
      </Form>
    </>
  )
}

type Secret = typeof beginSecondFactor | typeof confirmSecondFactor

/** Sends to a door that may say "wrong", and puts the answer above the form. */
function useTrying<D extends Secret>(door: D, wrong: string, then: (reply: ReplyOf<D>) => void) {
  const [failed, setFailed] = useState<string | null>(null)
  const change = useDo(door)
  const send = async (typed: Parameters<typeof change.attempt>[0]) => {
    setFailed(null)
    try {
      then(await change.attempt(typed))
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      setFailed(refused.code === 'unprocessable' ? wrong : words(refused).title)
    }
  }
  return { send, busy: change.busy, failed }
}
