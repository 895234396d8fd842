import type { PagePlan } from '#ui/plan'
import { getOverview } from './overview.api.ts'
import { getRollup } from './rollup.api.ts'

export const pages: PagePlan[] = [
  {
    path: '/customer360/customers/:customerNo',
    opens: getOverview,
    title: { zh: '客户360视图', en: 'Customer 360' },
    under: '/search/customers',
    personal: true,
    page: () => import('./customer.page.tsx'),
  },
  {
    path: '/customer360/customers/:customerNo/group',
    opens: getRollup,
    title: { zh: '集团客户视图', en: 'Corporate group' },
    under: '/search/customers',
    personal: true,
    page: () => import('./group.page.tsx'),
  },
]
