import { LockOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { Refused } from '#kernel/error'
import { say } from '#kernel/text'
import { call, client, useAsk } from '#ui/call'
import { isComposing } from '#ui/keys'
import { words } from '#ui/refusal'
import { Gate, Wrong } from './gate.tsx'
import { signIn, welcome } from './session.api.ts'
import { t } from './text.ts'

type Typed = { login: string; password: string; code?: string }

export default function SignIn() {
  const [form] = Form.useForm<Typed>()
  const login = Form.useWatch('login', form)
  const { send, busy, failed, needsCode, startAgain } = useSignIn()
  const [address] = useSearchParams()
  const title = needsCode ? t.codeTitle : t.welcome
  return (
    <Gate title={title} advice={needsCode ? t.codeAdvice : t.welcomeAdvice}>
      {address.get('because') === 'idle' && failed === null && <p className="access-gate-hint" role="status">{t.idle}</p>}
      {failed !== null && <Failure of={failed} />}
      <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={(typed) => void send(typed)} onKeyDown={(event) => isComposing(event) && event.preventDefault()}>
        <div hidden={needsCode}>
          <Form.Item name="login" label={t.login} rules={[{ required: true, whitespace: true, message: t.required(t.login) }]}>
            <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={60} autoFocus />
          </Form.Item>
          <Password />
        </div>
        {needsCode && (
          <Form.Item name="code" label={t.code} rules={[{ required: true, pattern: /^\d{6}$/, message: t.required(t.code) }]} className="access-gate-code">
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={busy}>{t.signIn}</Button>
        {needsCode && <Button type="text" block onClick={() => { form.resetFields(['code', 'password']); startAgain() }}>{t.back}</Button>}
      </Form>
      {!needsCode && <Visitors chosen={login} onChoose={(chosen) => { form.setFieldValue('login', chosen); form.getFieldInstance('password')?.focus() }} />}
    </Gate>
  )
}

function useSignIn() {
  const [failed, setFailed] = useState<Refused | null>(null)
  const [needsCode, setNeedsCode] = useState(false)
  const [busy, setBusy] = useState(false)
  const [address] = useSearchParams()
  const go = useNavigate()
  const send = async (typed: Typed) => {
    setBusy(true)
    setFailed(null)
    try {
      const { session } = await call(signIn, needsCode ? typed : { login: typed.login, password: typed.password })
      if (session === null) return setNeedsCode(true)
      client.clear()
      await go(ownPath(address.get('from')), { replace: true })
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      setFailed(refused)
    } finally {
      setBusy(false)
    }
  }
  return { send, busy, failed, needsCode, startAgain: () => { setNeedsCode(false); setFailed(null) } }
}

/** Back to where one was, within this house only. */
function ownPath(from: string | null): string {
  if (from === null) return '/'
  const url = URL.parse(from, location.origin)
  return url?.origin === location.origin && from.startsWith('/') ? url.pathname + url.search : '/'
}

function Failure({ of: refused }: { of: Refused }) {
  const { title, advice } = refused.code === 'signed-out' ? { title: t.wrong, advice: t.wrongAdvice } : words(refused)
  return <Wrong title={title} advice={advice} />
}

function Password() {
  const [hasCaps, setCaps] = useState(false)
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))
  return (
    <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.required(t.password) }]} help={hasCaps ? <span role="status">{t.capsLock}</span> : undefined}>
      <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" maxLength={200} onKeyUp={watch} onKeyDown={watch} />
    </Form.Item>
  )
}

/** In the demo: whom one may be. */
function Visitors({ chosen, onChoose }: { chosen: string | undefined; onChoose: (login: string) => void }) {
  const { data } = useAsk(welcome, {})
  if (data === undefined || data.visitors.length === 0) return null
  return (
    <section className="access-visitors" aria-label={t.demoTitle}>
      <p><b>{t.demoTitle}</b>{t.demoAdvice}</p>
      <ul>
        {data.visitors.map(({ login, name, title, orgName }) => (
          <li key={login}>
            <button type="button" className="y-plain" aria-pressed={chosen === login} title={`${orgName} · ${login}`} onClick={() => onChoose(login)}>
              <span>{name}</span><small>{say(title)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
