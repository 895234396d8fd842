import { Select } from 'antd'
import { useState } from 'react'
import { useAsk } from '#ui/call'
import { Trend } from '#ui/chart'
import { clearing } from '#ui/clearing'
import { Ask, Section } from '#ui/page'
import { Status } from '#ui/status'
import { getTrend, listSchedules } from './schedules.api.ts'
import { t } from './running.text.ts'
import './running.css'
import { figure, name } from './words.tsx'

/** Rows and refusals by day, and the proof that every line read is accounted for. */
export function Trends() {
  const [which, setWhich] = useState<string | undefined>()
  const known = useAsk(listSchedules, {})
  const options = [...(known.data?.schedules ?? []), ...(known.data?.without ?? [])].map((each) => ({ value: each.name, label: name(each.title) }))
  const pick = <Select allowClear={clearing()} value={which} placeholder={t.allInterfaces} aria-label={t.interface} style={{ width: 200 }} options={options} onChange={setWhich} />
  return (
    <Section title={t.trend} extra={pick}>
      <Ask door={getTrend} input={which === undefined ? {} : { interface: which }} keep isEmpty={({ days }) => days.length === 0}>
        {({ days }) => (
          <>
            {days.length < 2 ? <p className="y-faint">{t.noTrend}</p> : (
              <>
                <Trend height={170} question={t.trendQuestion} at={days.map((each) => each.day)} series={[{ name: t.trendLoaded, values: days.map((each) => each.loaded) }]} />
                <Trend height={130} question={t.rejectQuestion} as="percent" at={days.map((each) => each.day)} series={[{ name: t.trendRejected, values: days.map((each) => (each.lines === 0 ? 0 : each.rejected / each.lines)) }]} />
              </>
            )}
            <Proof {...sumOf(days)} />
          </>
        )}
      </Ask>
    </Section>
  )
}

export function Proof({ lines, loaded, rejected, skipped }: { lines: number; loaded: number; rejected: number; skipped: number }) {
  const isProven = lines === loaded + rejected + skipped
  return <p className="y-proof">{t.proof(figure(lines), figure(loaded), figure(rejected), figure(skipped))}<Status meaning={isProven ? 'good' : 'risk'} text={isProven ? t.proven : t.notProven} plain /></p>
}

function sumOf(days: { lines: number; loaded: number; rejected: number; skipped: number }[]) {
  const sum = (key: 'lines' | 'loaded' | 'rejected' | 'skipped') => days.reduce((all, each) => all + each[key], 0)
  return { lines: sum('lines'), loaded: sum('loaded'), rejected: sum('rejected'), skipped: sum('skipped') }
}
