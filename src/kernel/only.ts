/** Work that one process of the whole bank does at a time. The lock lives in a session of its own and dies with its process. */
import { standingConnection } from './tx.ts'

/** Does the work while nobody else does work of that name; false at once when somebody does. The work's signal falls when the lock is lost. */
export async function only(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const lost = new AbortController()
  const session = await standingConnection('engine', () => lost.abort())
  try {
    const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock(hashtext($1)) as mine', [name])
    if (rows[0]?.mine !== true) return false
    await work(AbortSignal.any([signal, lost.signal]))
    return true
  } finally {
    await session.end().catch(() => {})
  }
}
