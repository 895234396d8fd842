import type { PagePlan } from '#ui/plan'
import { enterCustomer } from './entry.api.ts'

export const pages: PagePlan[] = [
  {
    path: '/archive/enter',
    opens: enterCustomer,
    title: { zh: '新建客户', en: 'New customer' },
    menu: { group: 'customer', order: 20, icon: 'user' },
    personal: true,
    page: () => import('./enter.page.tsx'),
  },
]
