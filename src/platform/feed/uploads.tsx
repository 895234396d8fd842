import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Refused } from '#kernel/error'
import { useAsk } from '#ui/call'
import { clearing } from '#ui/clearing'
import { Drawer } from '#ui/drawer'
import { Section, Stack } from '#ui/page'
import { words as refusalWords } from '#ui/refusal'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { FileDrop, useSend } from '#ui/upload'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { listInterfaces } from './design.api.ts'
import { t } from './design.text.ts'
import { listRuns, listSources } from './runs.api.ts'
import { t as words } from './text.ts'
import { listUploads, uploadFile, type UploadRow } from './upload.api.ts'
import { figure, isAllRefused, name } from './words.tsx'

/** 装入文件, wherever files come in by hand; `face` is the interface one stands before. */
export function UploadButton({ face, primary = false }: { face?: string; primary?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  if (!useMay(uploadFile)) return null
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} onClick={() => setOpen(true)}>{t.upload}</Button>
      <Drawer title={t.upload} open={isOpen} onClose={() => setOpen(false)}>{isOpen && <Send begun={face} />}</Drawer>
    </>
  )
}

type Sent = { file: string; upload?: number; fault?: string }

function Send({ begun }: { begun: string | undefined }) {
  const [face, setFace] = useState(begun)
  const known = useAsk(listInterfaces, {}).data?.rows ?? []
  const [sent, setSent] = useState<Sent[]>([])
  const { send, busy } = useSend(uploadFile, { invalidates: [listUploads, listRuns, listSources] })
  const add = (one: Sent) => setSent((before) => [one, ...before])
  const up = async (file: File) => {
    const taken = await send(face === undefined ? {} : { interface: face }, file, (refused) => add({ file: file.name, fault: faultWord(refused) }))
    if (taken) add({ file: file.name, upload: taken.upload })
  }
  return (
    <Stack>
      <p className="y-soft">{t.uploadAdvice}</p>
      <Select allowClear={clearing()} aria-label={t.name} style={{ width: '100%' }} value={face} placeholder={t.byName} onChange={setFace} options={known.filter((row) => row.state === 'active').map((row) => ({ value: row.name, label: `${name(row.sourceTitle)} · ${name(row.title)}` }))} />
      <FileDrop multiple title={busy ? t.sending : t.chooseFiles} hint={t.chooseFilesHint} busy={busy} onPick={(file) => void up(file)} />
      {sent.length > 0 && <Fates of={sent} />}
    </Stack>
  )
}

/** What became of each file sent up: refused at the door, or read since. */
function Fates({ of }: { of: Sent[] }) {
  const { data } = useAsk(listUploads, {}, { every: 2000 })
  return (
    <ul className="y-sent">
      {of.map(({ file, upload, fault }, n) => {
        const row = data?.rows.find((each) => each.upload === upload)
        const note = fault ?? (row ? cameTo(row) : '')
        return (
          <li key={of.length - n}>
            {fault !== undefined ? <Status meaning="risk" text={t.notTaken} /> : row === undefined || row.state === 'waiting' ? <Status meaning="wait" text={t.sent} /> : <State of={row} />}
            <span>{row?.runs[0] === undefined ? file : <Link to={`/feed/runs/${row.runs[0]}`}>{file}</Link>}{note !== '' && <span className="y-soft" role={fault === undefined ? undefined : 'alert'}>{note}</span>}</span>
          </li>
        )
      })}
    </ul>
  )
}

export function faultWord(refused: Refused): string {
  const code = String(refused.facts.code ?? '')
  return (t.fileFaults as Record<string, string>)[code] ?? refusalWords(refused).title
}

const SHOWN = 5

/** The last files that people have sent up. */
export function Uploads() {
  return useMay(uploadFile) ? <Lately /> : null
}

function Lately() {
  const go = useNavigate()
  const [isAll, showAll] = useState(false)
  const rows = useAsk(listUploads, {}, { every: 5000 }).data?.rows ?? []
  if (rows.length === 0) return null
  const more = rows.length > SHOWN && <Button type="link" size="small" onClick={() => showAll(!isAll)}>{isAll ? t.fewer : t.allOf(rows.length)}</Button>
  return <Section title={t.uploads} extra={more} flush><Rows rows={isAll ? rows : rows.slice(0, SHOWN)} columns={uploadColumns()} rowKey="upload" onOpen={(row) => row.runs[0] !== undefined && void go(`/feed/runs/${row.runs[0]}`)} /></Section>
}

/** Read is not yet taken: a file of whose lines none went in is no success. */
const State = ({ of }: { of: UploadRow }) => (isAllRefused(of)
  ? <Status meaning="risk" text={words.allRefused} />
  : <Status of={t.uploadStates} value={of.state} meanings={{ waiting: 'wait', running: 'wait', done: of.rejected > 0 ? 'warn' : 'good', failed: 'risk' }} />)

/** In words: why a file was not read, or how many of its lines were and how many refused. */
const cameTo = ({ state, note, lines, rejected }: UploadRow): string => (note !== null ? noteWord(note) : state === 'done' ? t.linesTaken(figure(lines - rejected), rejected === 0 ? null : figure(rejected)) : '')

const uploadColumns = (): Column<UploadRow>[] => [
  { key: 'file', title: t.file, width: 300, card: 'title' },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <State of={row} /> },
  { key: 'note', title: t.note, card: 'wide', render: (row) => <span title={cameTo(row)}>{cameTo(row)}</span> },
  { key: 'staffName', title: t.by, width: 90 },
  { key: 'at', title: t.at, width: 150, render: (row) => <When at={row.at} as="instant" /> },
]

/** A code, with facts behind a colon: in the words of uploads, of files, or of runs. */
function noteWord(note: string): string {
  const [code = '', ...about] = note.split(': ')
  const word = (t.uploadNotes as Record<string, string>)[code] ?? (t.fileFaults as Record<string, string>)[code] ?? (words.notes as Record<string, string>)[code]
  return word === undefined ? t.unreadable : [word, ...about].join(' · ')
}
