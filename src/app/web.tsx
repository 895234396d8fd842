import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { speak } from '#kernel/text'
import { pages as archive } from '#center/archive/pages'
import { pages as customer } from '#center/customer/pages'
import { pages as identity } from '#center/identity/pages'
import { pages as quality } from '#center/quality/pages'
import { pages as access } from '#platform/access/pages'
import { pages as admin } from '#platform/admin/pages'
import { changeView, dropView, keepView, listViews } from '#platform/admin/view.api'
import { pages as feed } from '#platform/feed/pages'
import { pages as open } from '#platform/open/pages'
import { pages as customer360 } from '#portal/customer360/pages'
import { pages as ledger } from '#portal/ledger/pages'
import { finding, pages as search } from '#portal/search/pages'
import { pages as workbench } from '#portal/workbench/pages'
import { client, onSignedOut } from '#ui/call'
import { remembered } from '#ui/remember'
import { Theme, useLanguage } from '#ui/theme'
import { Keeping } from '#ui/views'
import type { PagePlan } from '#ui/plan'
import { layRoutes, signInAgain } from './routes.tsx'

/** Every room's pages: the one list from which menu, routes and phone tabs come. */
const pages: PagePlan[] = [...workbench, ...customer360, ...ledger, ...search, ...archive, ...customer, ...identity, ...quality, ...feed, ...open, ...admin, ...access]

const VIEWS = { list: listViews, keep: keepView, change: changeView, drop: dropView }
speak(remembered('language', 'zh'))
const router = layRoutes(pages, finding)
onSignedOut(() => void signInAgain(router))

createRoot(document.querySelector('#root') as HTMLElement).render(<Web />) // index.html has it

function Web() {
  const spoken = useLanguage()
  return (
    <QueryClientProvider client={client}>
      <Theme key={spoken}>
        <Keeping value={VIEWS}><RouterProvider router={router} /></Keeping>
      </Theme>
    </QueryClientProvider>
  )
}
