/** Hears what is notified on a channel of the database, over a connection of its own that comes back by itself. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Connections } from './tx.ts'
import { standingConnection } from './tx.ts'

export type Bell = {
  /** Resolves at the next ring, or when so long has passed; at once when it rang meanwhile. */
  rings(waitMs: number): Promise<void>
  ring(): void
}

/** `heard` gets each payload; null says that the line was gone for a while, and nobody knows what was said. */
export async function listen(channel: string, signal: AbortSignal, heard: (payload: string | null) => void = () => {}, as: keyof Connections = 'engine'): Promise<Bell> {
  let rang = false
  let wake = () => {}
  const ring = () => {
    rang = true
    wake()
  }
  void keepListening(channel, signal, as, (payload) => {
    heard(payload)
    ring()
  })
  signal.addEventListener('abort', ring)
  return {
    ring,
    async rings(waitMs) {
      if (!rang) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      rang = false
    },
  }
}

async function keepListening(channel: string, signal: AbortSignal, as: keyof Connections, heard: (payload: string | null) => void): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      await listenOnce(channel, signal, as, (payload) => {
        if (payload !== null || !isFirst) heard(payload)
      })
    } catch {
      // The database is away: it is asked again until it is back.
    }
    await pause(1000, undefined, { signal }).catch(() => {})
  }
}

/** Until the line is lost or the signal falls. */
async function listenOnce(channel: string, signal: AbortSignal, as: keyof Connections, heard: (payload: string | null) => void): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const line = await standingConnection(as, () => ended.resolve())
  const hangUp = () => void line.end().catch(() => {})
  signal.addEventListener('abort', hangUp)
  try {
    line.on('notification', ({ payload }) => heard(payload ?? ''))
    await line.query(`listen ${line.escapeIdentifier(channel)}`)
    heard(null)
    if (signal.aborted) hangUp()
    await ended.promise
  } finally {
    signal.removeEventListener('abort', hangUp)
    hangUp()
  }
}
