/** The frame of the pages one sees before the shell: the bank's face on the left, one task on the right. */
import { GlobalOutlined, LogoutOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { language, speak } from '#kernel/text'
import { call, client } from '#ui/call'
import { remember } from '#ui/remember'
import { signOut } from './session.api.ts'
import { t } from './text.ts'
import './gate.css'

export function Gate({ title, advice, wayOut, wide, children }: { title: string; advice?: ReactNode; wayOut?: boolean; wide?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t.name}`
  }, [title])
  return (
    <div className="access-gate">
      <Face />
      <main className="access-gate-main">
        <div className="access-gate-tools">
          {wayOut === true && <WayOut />}
          <Button type="text" icon={<GlobalOutlined />} onClick={switchLanguage}>{t.otherLanguage}</Button>
        </div>
        <div className={wide === true ? 'access-gate-task wide' : 'access-gate-task'}>
          <h1>{title}</h1>
          {advice !== undefined && <p className="y-soft">{advice}</p>}
          {children}
        </div>
        <p className="access-gate-notice">{t.notice}</p>
      </main>
    </div>
  )
}

/** The line over a form that says what went wrong. */
export function Wrong({ title, advice }: { title: string; advice?: string }) {
  return <div className="access-gate-wrong" role="alert"><b>{title}</b>{advice !== undefined && <span>{advice}</span>}</div>
}

function Face() {
  return (
    <aside className="access-gate-face">
      <div className="access-gate-brand"><Mark /><b>{t.name}</b></div>
      <div>
        <p className="access-gate-product">{t.product}</p>
        <p className="access-gate-motto">{t.motto}</p>
        <ul><li>{t.points.view}</li><li>{t.points.rights}</li><li>{t.points.record}</li></ul>
      </div>
      <Horizon />
    </aside>
  )
}

function WayOut() {
  const go = useNavigate()
  const leave = async () => {
    await call(signOut, {}).catch(() => {}) // the session ends by itself where the server cannot be told
    client.clear()
    await go('/access/sign-in', { replace: true })
  }
  return <Button type="text" icon={<LogoutOutlined />} onClick={() => void leave()}>{t.signOut}</Button>
}

function switchLanguage(): void {
  const next = language() === 'zh' ? 'en' : 'zh'
  remember('language', next)
  speak(next)
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="34" height="34" aria-hidden>
      <path d="M5 16c3.2-5.4 6.9-8 11-8s7.8 2.6 11 8c-3.2 5.4-6.9 8-11 8S8.2 21.4 5 16Z" fill="none" stroke="currentColor" strokeWidth="2.2" />
      <path d="M9.5 16h13" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  )
}

/** Layers of hills to the horizon: the whole at a glance. */
function Horizon() {
  return (
    <svg className="access-gate-horizon" viewBox="0 0 600 220" preserveAspectRatio="xMidYMax slice" aria-hidden>
      <circle cx="452" cy="58" r="30" className="sun" />
      <path className="far" d="M0 128c60-34 118-42 176-22s104 10 158-24 120-34 170-6 72 26 96 18v126H0Z" />
      <path className="mid" d="M0 162c74-30 128-16 188 2s118 2 176-24 124-20 236 20v60H0Z" />
      <path className="near" d="M0 194c96-22 176-12 264-2s190 4 336-22v50H0Z" />
    </svg>
  )
}
