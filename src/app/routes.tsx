import { FileUnknownOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useLayoutEffect, useMemo, type ComponentType } from 'react'
import { createBrowserRouter, Navigate, useRouteError } from 'react-router'
import { signOut } from '#platform/access/session.api'
import { Refused } from '#kernel/error'
import { say } from '#kernel/text'
import { call, client, standAt } from '#ui/call'
import { CrumbsContext, Page, Section, Skeleton } from '#ui/page'
import type { Finding, PagePlan } from '#ui/plan'
import { State } from '#ui/refusal'
import { useMay, useViewer } from '#ui/viewer'
import { Frame, PASSWORD, SIGN_IN } from './frame.tsx'
import { crumbsOf, menuOf } from './menu.tsx'
import { Mine } from './phone.tsx'
import { t } from './text.ts'
import { Watermark } from './watermark.tsx'

type Router = ReturnType<typeof createBrowserRouter>

export function layRoutes(plans: PagePlan[], finding: Finding): Router {
  const onSignOut = () => void leave(router)
  const bare = plans.filter((plan) => plan.frame === 'bare')
  const framed = plans.filter((plan) => plan.frame !== 'bare')
  const router: Router = createBrowserRouter([
    ...bare.map((plan) => ({ path: plan.path, element: <Stand plan={plan} Shown={pageOf(plan)} />, errorElement: <Crashed /> })),
    {
      element: <Frame {...{ plans, finding, onSignOut }} onIdle={() => void leave(router, 'idle')} />,
      errorElement: <Crashed />,
      children: [
        { path: '/', element: <Home plans={plans} /> },
        { path: '/mine', element: <MinePage {...{ plans, onSignOut }} /> },
        ...framed.map((plan) => ({ path: plan.path, element: <Framed {...{ plan, plans }} Shown={pageOf(plan)} />, errorElement: <Crashed /> })),
        { path: '*', element: <Lost /> },
      ],
    },
  ])
  return router
}

const pageOf = ({ page }: PagePlan) => lazy(() => page().catch(renew))

/** A page's files may be gone because a newer release stands there: the page is loaded anew from that one, but not for ever. */
async function renew(error: unknown): Promise<never> {
  const last = Number(sessionStorage.getItem(RENEWED))
  if (Date.now() - last < RENEW_AGAIN_MS) throw error
  sessionStorage.setItem(RENEWED, String(Date.now()))
  location.reload()
  return new Promise<never>(() => {}) // what stands here is about to go
}

const RENEWED = 'yilan.renewed'
const RENEW_AGAIN_MS = 60_000

/** To the sign-in page, and from there back to where one was. */
export async function signInAgain(router: Router, because?: 'idle'): Promise<void> {
  const { pathname, search } = router.state.location
  if (pathname === SIGN_IN) return
  const way = new URLSearchParams(pathname === '/' ? {} : { from: pathname + search })
  if (because !== undefined) way.set('because', because)
  await router.navigate(way.size === 0 ? SIGN_IN : `${SIGN_IN}?${way}`, { replace: true })
  client.clear()
}

async function leave(router: Router, because?: 'idle'): Promise<void> {
  // One leaves even when the server cannot be told: its own time-out ends the session there.
  await call(signOut, {}).catch((refused: unknown) => {
    if (!(refused instanceof Refused)) throw refused
  })
  if (because === 'idle') return signInAgain(router, because)
  await router.navigate(SIGN_IN)
  client.clear()
}

type Standing = { plan: PagePlan; Shown: ComponentType }

function Framed({ plan, plans, Shown }: Standing & { plans: PagePlan[] }) {
  const viewer = useViewer()
  const crumbs = useMemo(() => crumbsOf(plan, menuOf(plans, viewer)), [plan, plans, viewer])
  const may = useMay(plan.opens)
  return (
    <CrumbsContext value={crumbs}>
      {may ? <Stand plan={plan} Shown={Shown} /> : <Page title={say(plan.title)} opens={plan.opens}>{null}</Page>}
      {may && plan.personal === true && <Watermark viewer={viewer} />}
    </CrumbsContext>
  )
}

function Stand({ plan, Shown }: Standing) {
  useLayoutEffect(() => standAt(plan.path), [plan])
  const waiting = plan.frame === 'bare' ? null : <Page title={say(plan.title)}><Skeleton shape="page" /></Page>
  return <Suspense fallback={waiting}><Shown /></Suspense>
}

function Home({ plans }: { plans: PagePlan[] }) {
  const first = menuOf(plans, useViewer())[0]
  if (first === undefined) return <div className="y-page"><Section><State icon={<FileUnknownOutlined />} title={t.noPages} advice={t.noPagesAdvice} /></Section></div>
  return <Navigate to={first.path} replace />
}

function MinePage({ plans, onSignOut }: { plans: PagePlan[]; onSignOut: () => void }) {
  return <Mine pages={menuOf(plans, useViewer())} onSignOut={onSignOut} passwordPage={PASSWORD} />
}

function Lost() {
  return <Page title={t.lost}><Section><State icon={<FileUnknownOutlined />} title={t.lost} advice={t.lostAdvice}><Button href="/">{t.backHome}</Button></State></Section></Page>
}

function Crashed() {
  console.error(useRouteError())
  return (
    <div className="y-page">
      <Section>
        <State icon={<WarningOutlined />} title={t.crashed} advice={t.crashedAdvice} role="alert"><Button onClick={() => location.reload()}>{t.reload}</Button></State>
      </Section>
    </div>
  )
}
