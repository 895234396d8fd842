import type { PagePlan } from '#ui/plan'
import { listCustomers } from './find.api.ts'

export { finding } from './finding.tsx'

export const pages: PagePlan[] = [
  {
    path: '/search/customers',
    opens: listCustomers,
    title: { zh: '客户', en: 'Customers' },
    menu: { group: 'customer', order: 10, icon: 'team' },
    personal: true,
    page: () => import('./customers.page.tsx'),
  },
]
