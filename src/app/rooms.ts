/** Every room of the house, floor by floor: the one list from which routes, jobs, targets and permissions come. */
import type { Room } from '#kernel/room'
import { room as access } from '#platform/access/room'
import { room as admin } from '#platform/admin/room'
import { room as feed } from '#platform/feed/room'

export const house: readonly Room[] = [
  // platform
  access, admin, feed,
  // center
  // systems
  // portal
]
