import { useMemo } from 'react'
import { Navigate, useLocation } from 'react-router'
import { me } from '#platform/access/session.api'
import { useAsk } from '#ui/call'
import { Refusal, Section, Skeleton } from '#ui/page'
import type { Finding, PagePlan } from '#ui/plan'
import { ViewerContext } from '#ui/viewer'
import { Idle } from './idle.tsx'
import { menuOf } from './menu.tsx'
import { Shell } from './shell.tsx'

export const SIGN_IN = '/access/sign-in'
export const PASSWORD = '/access/change-password'
export const SECOND_FACTOR = '/access/second-factor'

/** Around every page that needs a person: asks who is there, and sends to sign in, to a new password or a second factor whoever must. */
export function Frame({ plans, finding, onSignOut, onIdle }: { plans: PagePlan[]; finding: Finding; onSignOut: () => void; onIdle: () => void }) {
  const asked = useAsk(me, {})
  const { pathname, search } = useLocation()
  const session = asked.data
  const pages = useMemo(() => (session ? menuOf(plans, session) : []), [plans, session])
  if (session === undefined) {
    if (asked.error === null) return <div className="y-page"><Skeleton shape="page" /></div>
    if (asked.error.code === 'signed-out') return <Navigate to={wayIn(pathname + search)} replace />
    return <div className="y-page"><Section><Refusal of={asked.error} onRetry={() => void asked.refetch()} /></Section></div>
  }
  if (session.mustChangePassword) return <Navigate to={PASSWORD} replace />
  if (session.twoFactor === 'pending') return <Navigate to={SECOND_FACTOR} replace />
  return (
    <ViewerContext value={session}>
      <Shell pages={pages} plans={plans} finding={finding} onSignOut={onSignOut} passwordPage={PASSWORD} />
      <Idle minutes={session.idleMinutes} keepAlive={me} onEnd={onIdle} />
    </ViewerContext>
  )
}

function wayIn(from: string): string {
  return from === '/' ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ from })}`
}
