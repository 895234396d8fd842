import { find, type Hit } from './find.api.ts'
import { t } from './text.ts'
import type { Finding } from '#ui/plan'

/** What the search box asks, and how a customer found reads in it. */
export const finding: Finding<Hit> = {
  door: find,
  ask: (text) => ({ text }),
  hits: (reply) => (reply as { hits: Hit[] }).hits, // the reply of the door above
  tell: (hit) => ({
    key: hit.customerNo,
    name: hit.name,
    number: hit.customerNo,
    branch: hit.branch,
    matchedBy: t.matched[hit.matched],
    to: `/customer360/customers/${hit.customerNo}`,
  }),
}
