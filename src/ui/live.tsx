import { SyncOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { client } from './call.tsx'
import { t } from './text.ts'

/** `live`: what changes is shown by itself; `lost`: the line is being sought; `off`: the page is as old as it says. */
export type Liveness = 'off' | 'live' | 'lost'

/**
 * Watches one thing as long as the page is looked at: when it changes, everything asked about it under `name` is asked again.
 * A tab in the background lets go of its line, and learns what it missed when it is looked at again.
 */
export function useLive(topic: string, name: string, key: string, knownAt: number): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('off')
  const isReady = knownAt > 0
  useEffect(() => {
    if (!isReady) return
    let line: EventSource | undefined
    let waiting: number | undefined
    const askAgain = () => void client.invalidateQueries({ predicate: ({ queryKey: [, input] }) => (input as Record<string, unknown> | undefined)?.[name] === key })
    const hangUp = () => {
      window.clearTimeout(waiting)
      line?.close()
      line = undefined
    }
    const look = () => {
      if (document.visibilityState === 'hidden') return hangUp()
      line ??= open(`${topic}:${key}`, ageOf(name, key), askAgain, (now) => {
        setLiveness(now)
        // The server had no room, or nobody is signed in: tried again a while later, not by all at once.
        if (now === 'off') {
          hangUp()
          waiting = window.setTimeout(look, 15_000 + Math.random() * 15_000)
        }
      })
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      hangUp()
    }
  }, [topic, name, key, isReady])
  return liveness
}

function open(on: string, age: number, askAgain: () => void, tell: (liveness: Liveness) => void): EventSource {
  const line = new EventSource(`/api/live?${new URLSearchParams({ on, age: String(age) })}`)
  line.addEventListener('hello', ({ data }) => {
    tell('live')
    if (data !== '[]') askAgain()
  })
  line.addEventListener('change', askAgain)
  line.onerror = () => tell(line.readyState === EventSource.CLOSED ? 'off' : 'lost')
  return line
}

/** How long ago the oldest answer about it came: the server knows what has changed since. */
function ageOf(name: string, key: string): number {
  const about = client.getQueryCache().findAll({ predicate: ({ queryKey: [, input] }) => (input as Record<string, unknown> | undefined)?.[name] === key })
  const at = Math.min(...about.map((query) => query.state.dataUpdatedAt).filter((each) => each > 0), Date.now())
  return Date.now() - at
}

/** 实时: what is shown follows the bank's systems by itself. */
export function Live({ of }: { of: Liveness }) {
  if (of === 'off') return null
  return of === 'live'
    ? <span className="y-stamp y-live" title={t.live.advice} role="status"><ThunderboltOutlined aria-hidden />{t.live.on}</span>
    : <span className="y-stamp" title={t.live.lostAdvice} role="status"><SyncOutlined spin aria-hidden />{t.live.lost}</span>
}
