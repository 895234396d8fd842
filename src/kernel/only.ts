/** Work that one process of the whole bank does at a time. The lock lives in a session of its own and dies with its process. */
import { setTimeout as pause } from 'node:timers/promises'
import { standingConnection } from './tx.ts'

/** Asked, not waited for: a statement that waits for hours would keep the server from clearing away old rows. */
const ASK_MS = 500

/** Stands by until nobody else does work of that name, then does it. The work's signal falls when the lock is lost. */
export async function only(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const lost = new AbortController()
  const session = await standingConnection('engine', () => lost.abort())
  const held = AbortSignal.any([signal, lost.signal])
  try {
    for (let isMine = false; !isMine; ) {
      const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock(hashtext($1)) as mine', [name])
      isMine = rows[0]?.mine === true
      if (!isMine) await pause(ASK_MS, undefined, { signal: held }).catch(() => {})
      if (held.aborted) return
    }
    await work(held)
  } finally {
    await session.end().catch(() => {})
  }
}
