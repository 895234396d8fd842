/** Every room of the house, floor by floor: the one list from which routes, jobs, targets and permissions come. */
import type { Room } from '#kernel/room'

export const house: readonly Room[] = [
  // platform
  // center
  // systems
  // portal
]
