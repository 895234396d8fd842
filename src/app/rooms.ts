/** Every room of the house, floor by floor: the one list from which routes, jobs, targets and permissions come. */
import type { Room } from '#kernel/room'
import { room as access } from '#platform/access/room'
import { room as admin } from '#platform/admin/room'
import { room as feed } from '#platform/feed/room'
import { room as open } from '#platform/open/room'
import { room as customer } from '#center/customer/room'
import { room as document } from '#center/document/room'
import { room as identity } from '#center/identity/room'
import { room as product } from '#center/product/room'
import { room as account } from '#center/account/room'
import { room as quality } from '#center/quality/room'
import { room as archive } from '#center/archive/room'
import { room as customer360 } from '#portal/customer360/room'
import { room as ledger } from '#portal/ledger/room'
import { room as search } from '#portal/search/room'
import { room as workbench } from '#portal/workbench/room'

export const house: readonly Room[] = [
  // platform
  access, admin, feed, open,
  // center
  customer, document, identity, product, account, archive, quality,
  // portal
  customer360, ledger, search, workbench,
]
