import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { call, type AnyDoor } from '#ui/call'
import { remember, remembered } from '#ui/remember'
import { t } from './text.ts'

const NOTICE_SECONDS = 120
const BEAT_MS = 1000

/** Warns two minutes before the session ends for want of activity, in any of this person's tabs; a working person's session is kept alive. */
export function Idle({ minutes, keepAlive, onEnd }: { minutes: number; keepAlive: AnyDoor; onEnd: () => void }) {
  const left = useSecondsLeft(minutes, keepAlive, onEnd)
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  return (
    <Modal open={left <= NOTICE_SECONDS} closable={false} title={t.idle.title} okText={t.idle.stay} cancelText={t.signOut} onOk={act} onCancel={onEnd}>
      {t.idle.left(clock)}
    </Modal>
  )
}

function useSecondsLeft(minutes: number, keepAlive: AnyDoor, onEnd: () => void): number {
  const [left, setLeft] = useState(minutes * 60)
  useEffect(() => {
    act()
    let told = Date.now()
    const doings = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
    const noted = () => isNoticed(minutes) || act()
    for (const doing of doings) addEventListener(doing, noted, { passive: true })
    const beat = setInterval(() => {
      const seconds = secondsLeft(minutes)
      setLeft(seconds)
      if (seconds <= 0) return onEnd()
      // The server counts from its last call: whoever reads or types without one would be signed out at work.
      const isDue = Date.now() - told > (minutes * 60_000) / 4 && lastAct() > told
      if (isDue) {
        told = Date.now()
        call(keepAlive, {} as never).catch(() => {}) // a lost session is told by the call itself
      }
    }, BEAT_MS)
    return () => {
      clearInterval(beat)
      for (const doing of doings) removeEventListener(doing, noted)
    }
  }, [minutes, keepAlive, onEnd])
  return left
}

const NOTED_EVERY_MS = 5000

function act(): void {
  if (Date.now() - lastAct() > NOTED_EVERY_MS) remember('active', Date.now())
}

function lastAct(): number {
  return remembered('active', 0)
}

function secondsLeft(minutes: number): number {
  return Math.max(0, Math.ceil(minutes * 60 - (Date.now() - lastAct()) / 1000))
}

// Once the notice is up, only its button keeps the session: a passing mouse does not.
function isNoticed(minutes: number): boolean {
  return secondsLeft(minutes) <= NOTICE_SECONDS
}
