import { BulbOutlined, CloseOutlined, DownOutlined, ExperimentOutlined, KeyOutlined, LogoutOutlined, MenuFoldOutlined, MenuUnfoldOutlined, MoonOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, Outlet, useNavigate } from 'react-router'
import { say } from '#kernel/text'
import { Keycaps, Keys, useKey } from '#ui/keys'
import { Person } from '#ui/person'
import type { Finding, PagePlan } from '#ui/plan'
import { useRemembered } from '#ui/remember'
import { useDark, usePhone } from '#ui/theme'
import { useViewer } from '#ui/viewer'
import { Finder } from './finder.tsx'
import { SideMenu } from './menu.tsx'
import { PhoneTabs } from './phone.tsx'
import { t } from './text.ts'
import { switchLanguage, Who } from './who.tsx'
import './shell.css'

export type ShellProps = { pages: PagePlan[]; plans: PagePlan[]; finding: Finding; onSignOut: () => void; passwordPage: string }

/** The frame around every page: bar, menu, search, the way out. */
export function Shell({ pages, plans, finding, onSignOut, passwordPage }: ShellProps) {
  const isPhone = usePhone()
  const [isFinding, find] = useState(false)
  const [isFolded, fold] = useRemembered('folded', false)
  useGoing(pages)
  useKey('mod+k', t.find, () => find(true), { where: 'general' })
  return (
    <div className="y-shell">
      <a className="y-skip" href="#content">{t.skip}</a>
      <DemoBanner />
      <header className="y-bar">
        <Link to="/" className="y-brand" aria-label={`${t.name} ${t.bank}`}><Mark /><b>{t.name}</b>{!isPhone && <span>{t.bank}</span>}</Link>
        <SearchButton isPhone={isPhone} onClick={() => find(true)} />
        {!isPhone && <BarTools onSignOut={onSignOut} passwordPage={passwordPage} />}
      </header>
      {!isPhone && (
        <nav className="y-side" aria-label={t.menu} style={{ width: isFolded ? 56 : 208 }}>
          <SideMenu pages={pages} plans={plans} isFolded={isFolded} />
          <Button type="text" className="y-fold" icon={isFolded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} aria-label={isFolded ? t.unfold : t.fold} onClick={() => fold(!isFolded)} />
        </nav>
      )}
      <main id="content" className="y-main" tabIndex={isPhone ? 0 : -1}><Outlet /></main>
      {isPhone && <PhoneTabs pages={pages} onFind={() => find(true)} />}
      <Finder isOpen={isFinding} onClose={() => find(false)} finding={finding} pages={pages} />
      <Keys />
    </div>
  )
}

// 'g' and then the room: w for the workbench, c for the customers, and so on, as far as they are in the menu.
function useGoing(pages: PagePlan[]): void {
  const go = useNavigate()
  const firstOf = (group: string) => pages.find((page) => page.menu?.group === group)
  const to = { w: firstOf('work'), c: firstOf('customer'), r: firstOf('risk') }
  const title = (page: PagePlan | undefined) => (page ? say(page.title) : '')
  useKey('g w', title(to.w), () => to.w && void go(to.w.path), { where: 'general', enabled: to.w !== undefined })
  useKey('g c', title(to.c), () => to.c && void go(to.c.path), { where: 'general', enabled: to.c !== undefined })
  useKey('g r', title(to.r), () => to.r && void go(to.r.path), { where: 'general', enabled: to.r !== undefined })
}

function DemoBanner() {
  const { profile } = useViewer()
  const [isClosed, close] = useState(false)
  if (profile !== 'demo' || isClosed) return null
  return (
    <aside className="y-demo" aria-label={t.demoLabel}>
      <ExperimentOutlined aria-hidden /><span>{t.demo}</span>
      <button type="button" className="y-plain" aria-label={t.findKeys.close} onClick={() => close(true)}><CloseOutlined /></button>
    </aside>
  )
}

function SearchButton({ isPhone, onClick }: { isPhone: boolean; onClick: () => void }) {
  if (isPhone) return <Button type="text" className="y-bar-icon" icon={<SearchOutlined />} aria-label={t.find} onClick={onClick} />
  return (
    <button type="button" className="y-searchbox" onClick={onClick} aria-keyshortcuts="Control+K Meta+K">
      <SearchOutlined aria-hidden /><span className="y-unseen">{t.find}</span><span className="y-cut">{t.findHint}</span><Keycaps of="mod+k" />
    </button>
  )
}

function BarTools({ onSignOut, passwordPage }: { onSignOut: () => void; passwordPage: string }) {
  const [isDark, setDark] = useDark()
  const look = isDark ? t.light : t.dark
  return (
    <div className="y-bar-tools">
      <Button type="text" className="y-bar-icon" title={t.languageLabel} onClick={switchLanguage}>{t.language}</Button>
      <Button type="text" className="y-bar-icon" icon={isDark ? <BulbOutlined /> : <MoonOutlined />} aria-label={look} title={look} onClick={() => setDark(!isDark)} />
      <UserMenu onSignOut={onSignOut} passwordPage={passwordPage} />
    </div>
  )
}

function UserMenu({ onSignOut, passwordPage }: { onSignOut: () => void; passwordPage: string }) {
  const viewer = useViewer()
  const go = useNavigate()
  const items = [
    { key: 'password', icon: <KeyOutlined />, label: t.changePassword, onClick: () => void go(passwordPage) },
    { key: 'out', icon: <LogoutOutlined />, label: t.signOut, onClick: onSignOut },
  ]
  const panel = (menu: ReactNode) => <div className="y-userpanel"><Who />{menu}</div>
  return (
    <Dropdown trigger={['click']} placement="bottomRight" menu={{ items }} popupRender={panel}>
      <button type="button" className="y-plain y-user" aria-haspopup="menu"><Person name={viewer.name} /> <DownOutlined aria-hidden /></button>
    </Dropdown>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden>
      <path d="M5 16c3.2-5.400 6.900-8 11-8s7.800 2.600 11 8c-3.200 5.400-6.900 8-11 8S8.200 21.400 5 16Z" fill="none" stroke="currentColor" strokeWidth="2.200" />
      <path d="M9.500 16h13" stroke="currentColor" strokeWidth="2.600" strokeLinecap="round" />
    </svg>
  )
}
