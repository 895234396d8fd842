import {
  AuditOutlined, BankOutlined, BellOutlined, DatabaseOutlined, FileTextOutlined, HomeOutlined, ImportOutlined, KeyOutlined,
  LineChartOutlined, MergeCellsOutlined, PartitionOutlined, SafetyOutlined, SearchOutlined, SettingOutlined, TeamOutlined, UserOutlined,
} from '@ant-design/icons'
import { Badge, Menu } from 'antd'
import type { ReactNode } from 'react'
import { Link, useLocation, matchPath } from 'react-router'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import type { Crumb } from '#ui/page'
import type { Group, Icon, PagePlan } from '#ui/plan'
import { mayOpen, type Viewer } from '#ui/viewer'
import { t } from './text.ts'

/** The menu's pages this viewer may open, in the order they are shown. */
export function menuOf(plans: readonly PagePlan[], viewer: Pick<Viewer, 'may'>): PagePlan[] {
  const place = (plan: PagePlan) => groups.indexOf(plan.menu?.group ?? 'admin') * 1000 + (plan.menu?.order ?? 0)
  return plans.filter((plan) => plan.menu !== undefined && mayOpen(viewer, plan.opens)).toSorted((a, b) => place(a) - place(b))
}

export function SideMenu({ pages, plans, isFolded }: { pages: PagePlan[]; plans: PagePlan[]; isFolded: boolean }) {
  const { pathname } = useLocation()
  const lit = plans.find((plan) => matchPath(plan.path, pathname))?.under ?? currentOf(pages, pathname)?.path ?? ''
  const items = groups
    .map((group) => ({ group, here: pages.filter((page) => page.menu?.group === group) }))
    .filter(({ here }) => here.length > 0)
    .map(({ group, here }) => ({ type: 'group' as const, key: group, label: isFolded ? <hr className="y-shell-rule" /> : t.groups[group], children: here.map(item) }))
  return <Menu mode="inline" inlineCollapsed={isFolded} selectedKeys={[lit]} items={items} style={{ border: 0 }} />
}

/** The menu's entry under which an address lies: itself, or the first page of the same room. */
export function currentOf(pages: readonly PagePlan[], pathname: string): PagePlan | undefined {
  return pages.find((page) => matchPath(page.path, pathname) !== null) ?? pages.find((page) => roomOf(page.path) === roomOf(pathname))
}

/** Where a page hangs: its group, and for a page outside the menu the list it comes from. */
export function crumbsOf(plan: PagePlan, pages: readonly PagePlan[]): Crumb[] {
  const listed = plan.menu ? plan : (pages.find((page) => page.path === plan.under) ?? currentOf(pages, plan.path))
  if (listed?.menu === undefined) return []
  const group = { title: t.groups[listed.menu.group] }
  if (listed === plan) return [group]
  const list = { title: say(listed.title), to: listed.path }
  return list.title === group.title ? [list] : [group, list] // 客户 / 客户 says nothing twice
}

export const icons: Record<Icon, ReactNode> = {
  home: <HomeOutlined />, team: <TeamOutlined />, user: <UserOutlined />, search: <SearchOutlined />, bell: <BellOutlined />, safety: <SafetyOutlined />,
  database: <DatabaseOutlined />, import: <ImportOutlined />, audit: <AuditOutlined />, setting: <SettingOutlined />, org: <PartitionOutlined />,
  key: <KeyOutlined />, chart: <LineChartOutlined />, bank: <BankOutlined />, merge: <MergeCellsOutlined />, file: <FileTextOutlined />,
}

const groups: Group[] = ['work', 'customer', 'risk', 'data', 'admin']

function item(page: PagePlan) {
  const title = say(page.title)
  return { key: page.path, title, icon: icons[page.menu?.icon ?? 'file'], label: <Link to={page.path}>{title}{page.menu?.count && <Waiting door={page.menu.count} />}</Link> }
}

/** How many things wait behind a name of the menu; nothing while there are none. */
function Waiting({ door }: { door: NonNullable<NonNullable<PagePlan['menu']>['count']> }) {
  const { data } = useAsk(door, {}, { every: 60_000 })
  const { count = 0 } = (data ?? {}) as { count?: number } // a counting door answers { count }
  return count === 0 ? null : <Badge count={count} size="small" style={{ marginInlineStart: 8 }} />
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}
