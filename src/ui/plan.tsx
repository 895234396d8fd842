import type { ComponentType, ReactNode } from 'react'
import type { Door } from '#kernel/endpoint'
import type { Both } from '#kernel/text'

export type Group = 'work' | 'customer' | 'data' | 'risk' | 'admin'
export type Icon = 'home' | 'team' | 'user' | 'search' | 'bell' | 'safety' | 'database' | 'import' | 'audit' | 'setting' | 'org' | 'key' | 'chart' | 'bank' | 'merge' | 'file'

/** One page of a room. It opens with a door, and that door's permission is the page's: there is no second list. */
export type PagePlan = {
  path: `/${string}`
  // Any door fits here: a page is judged by the permission alone.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  opens: Door<any, any>
  title: Both
  /** Pages without it (one customer, one run) are reached from another page. */
  // `count`: a door that answers how many things wait there, shown beside the name.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  menu?: { group: Group; order: number; icon: Icon; count?: Door<any, any> }
  /** The menu's page that stays lit while one stands here, when it is another room's. */
  under?: `/${string}`
  /** `bare`: without the shell around it, as for signing in. */
  frame?: 'bare'
  /** Personal data is shown: the watermark with name and time lies over it. */
  personal?: true
  page: () => Promise<{ default: ComponentType }>
}

/** The door the search box asks, and how one of its hits reads: given by the room that searches, so that the shell knows no room. */
// The shell neither knows nor looks into a hit; the room types it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Finding<Hit = any> = {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  door: Door<any, any>
  ask: (text: string) => Record<string, unknown>
  hits: (reply: unknown) => Hit[]
  tell: (hit: Hit) => { key: string; name: string; number: string; branch: string; note?: ReactNode; matchedBy: string; to: string }
}
