import { bulk } from '#kernel/tx'

/** One at a time for an interface: an import, a replay. The lock lives as long as a transaction that does nothing else, and dies with its process. A killed one's may take a moment to fall. */
export function alone(name: string, work: () => Promise<void>): Promise<void> {
  return bulk('feed', async (lock) => {
    await lock`select set_config('lock_timeout', '5000', true)`
    await lock`select pg_advisory_xact_lock(hashtext(${`feed.run ${name}`}))`
    await work()
  })
}
