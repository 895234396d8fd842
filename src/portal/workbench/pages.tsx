import type { PagePlan } from '#ui/plan'
import { getMine } from './workbench.api.ts'

export const pages: PagePlan[] = [
  {
    path: '/workbench',
    opens: getMine,
    title: { zh: '我的工作台', en: 'My workbench' },
    menu: { group: 'work', order: 0, icon: 'home' },
    personal: true,
    page: () => import('./workbench.page.tsx'),
  },
]
