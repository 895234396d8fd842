import { BulbOutlined, GlobalOutlined, KeyOutlined, LogoutOutlined, MoonOutlined, RightOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link, NavLink } from 'react-router'
import { say } from '#kernel/text'
import { Page, Section } from '#ui/page'
import type { PagePlan } from '#ui/plan'
import { useDark } from '#ui/theme'
import { icons } from './menu.tsx'
import { t } from './text.ts'
import { switchLanguage, Who } from './who.tsx'

const TABS = 3 // with search and 我的, five

/** The five tabs under a phone's thumb: the first pages of the menu, search, oneself. */
export function PhoneTabs({ pages, onFind }: { pages: PagePlan[]; onFind: () => void }) {
  return (
    <nav className="y-tabs" aria-label={t.menu}>
      {pages.slice(0, TABS).map((page) => <NavLink key={page.path} to={page.path}>{icons[page.menu?.icon ?? 'file']}<span>{say(page.title)}</span></NavLink>)}
      <button type="button" className="y-plain" onClick={onFind}><SearchOutlined /><span>{t.find}</span></button>
      <NavLink to="/mine"><UserOutlined /><span>{t.me}</span></NavLink>
    </nav>
  )
}

/** 我的, on a phone: who one is, the rest of the menu, language, colours, the way out. */
export function Mine({ pages, onSignOut, passwordPage }: { pages: PagePlan[]; onSignOut: () => void; passwordPage: string }) {
  const [isDark, setDark] = useDark()
  const rest = pages.slice(TABS)
  return (
    <Page title={t.me}>
      <Section><Who /></Section>
      {rest.length > 0 && <List>{rest.map((page) => <li key={page.path}><Link to={page.path}>{icons[page.menu?.icon ?? 'file']}<span>{say(page.title)}</span><RightOutlined /></Link></li>)}</List>}
      <List>
        <li><button type="button" className="y-plain" onClick={switchLanguage}><GlobalOutlined /><span>{t.language}</span></button></li>
        <li><button type="button" className="y-plain" onClick={() => setDark(!isDark)}>{isDark ? <BulbOutlined /> : <MoonOutlined />}<span>{isDark ? t.light : t.dark}</span></button></li>
        <li><Link to={passwordPage}><KeyOutlined /><span>{t.changePassword}</span><RightOutlined /></Link></li>
        <li><button type="button" className="y-plain" onClick={onSignOut}><LogoutOutlined /><span>{t.signOut}</span></button></li>
      </List>
    </Page>
  )
}

function List({ children }: { children: ReactNode }) {
  return <ul className="y-section y-minelist">{children}</ul>
}
