import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Refused } from '#kernel/error'
import { client, useAsk, useDo } from '#ui/call'
import { words } from '#ui/refusal'
import { Gate, Wrong } from './gate.tsx'
import { changePassword, me } from './session.api.ts'
import { t } from './text.ts'

type Typed = { old: string; next: string; again: string }

export default function ChangePassword() {
  const [failed, setFailed] = useState<Refused | null>(null)
  const session = useAsk(me, {}).data
  const change = useDo(changePassword)
  const go = useNavigate()
  const { message } = App.useApp()
  const save = async ({ old, next }: Typed) => {
    setFailed(null)
    try {
      await change.attempt({ old, next })
      client.clear()
      message.success(t.passwordChanged)
      await go('/', { replace: true })
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      setFailed(refused)
    }
  }
  const must = session?.mustChangePassword === true
  return (
    <Gate title={t.changePassword} advice={must ? t.mustChange : t.passwordRules} wayOut={must}>
      {failed !== null && <Wrong title={sentence(failed)} advice={must ? t.passwordRules : undefined} />}
      <Form<Typed> layout="vertical" size="large" requiredMark={false} onFinish={(typed) => void save(typed)}>
        <Secret name="old" label={t.oldPassword} autoComplete="current-password" />
        <Secret name="next" label={t.nextPassword} autoComplete="new-password" />
        <Form.Item name="again" label={t.againPassword} dependencies={['next']} rules={[{ required: true, message: t.required(t.againPassword) }, same]}>
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={change.busy}>{t.save}</Button>
        {!must && <Button type="text" block onClick={() => void go(-1)}>{t.cancel}</Button>}
        {session?.twoFactor === 'none' && !must && <Button type="link" block onClick={() => void go('/access/second-factor')}>{t.factorLink}</Button>}
      </Form>
    </Gate>
  )
}

function Secret({ name, label, autoComplete }: { name: string; label: string; autoComplete: string }) {
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t.required(label) }]}>
      <Input.Password autoComplete={autoComplete} maxLength={200} autoFocus={name === 'old'} />
    </Form.Item>
  )
}

const same = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
  validator: (_rule: unknown, value: unknown) => (value === undefined || value === '' || value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t.differs))),
})

function sentence(refused: Refused): string {
  const cause = refused.facts.cause as keyof typeof t.weak // the door's causes are the keys of the room's words
  if (refused.code === 'unprocessable' && cause in t.weak) return t.weak[cause]
  return refused.code === 'invalid' ? t.weak.short : words(refused).title
}
