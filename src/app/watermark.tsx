import { useEffect, useState } from 'react'
import { formatInstant } from '#kernel/time'
import { useTokens } from '#ui/theme'
import type { Viewer } from '#ui/viewer'

/** Who looks and when, faintly over personal data. Drawn as a picture: a strict policy kills the style attribute antd's own writes. */
export function Watermark({ viewer }: { viewer: Viewer }) {
  const now = useMinute()
  const { ink } = useTokens()
  const says = `${viewer.name} ${viewer.staff} ${formatInstant(now)}`
  const tile = `<svg xmlns="http://www.w3.org/2000/svg" width="340" height="220"><text x="20" y="150" transform="rotate(-22 20 150)" font-size="14" fill="${ink}" font-family="sans-serif">${escaped(says)}</text></svg>`
  return <div className="y-watermark" aria-hidden style={{ backgroundImage: `url("data:image/svg+xml,${encodeURIComponent(tile)}")` }} />
}

function useMinute(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const beat = setInterval(() => setNow(new Date()), 60_000)
    return () => clearInterval(beat)
  }, [])
  return now
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
