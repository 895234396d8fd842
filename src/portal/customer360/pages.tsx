import type { PagePlan } from '#ui/plan'
import { getOverview } from './overview.api.ts'

export const pages: PagePlan[] = [
  {
    path: '/customer360/customers/:customerNo',
    opens: getOverview,
    title: { zh: '客户360视图', en: 'Customer 360' },
    under: '/search/customers',
    personal: true,
    page: () => import('./customer.page.tsx'),
  },
]
