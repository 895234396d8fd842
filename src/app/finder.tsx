import { SearchOutlined } from '@ant-design/icons'
import { Input, Modal } from 'antd'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { isComposing, Keycaps } from '#ui/keys'
import { Refusal } from '#ui/page'
import type { Finding, PagePlan } from '#ui/plan'
import { useMay } from '#ui/viewer'
import { icons } from './menu.tsx'
import { t } from './text.ts'

export function Finder({ isOpen, onClose, finding, pages }: { isOpen: boolean; onClose: () => void; finding: Finding; pages: PagePlan[] }) {
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} closable={false} width={640} style={{ top: '10vh' }} destroyOnHidden className="y-finder" title={<span className="y-unseen">{t.find}</span>}>
      {isOpen && <Search {...{ onClose, finding, pages }} />}
    </Modal>
  )
}

type Choice = { key: string; to: string; content: ReactNode }

function Search({ onClose, finding, pages }: { onClose: () => void; finding: Finding; pages: PagePlan[] }) {
  const go = useNavigate()
  const id = useId()
  const { typed, text, field } = useTyped()
  const { customers, error, isAsking } = useCustomers(finding, text)
  const found = [...customers, ...pagesFor(pages, text)]
  const [chosen, choose] = useState(0)
  const at = Math.min(chosen, Math.max(0, found.length - 1))
  useEffect(() => choose(0), [text])
  const open = (choice: Choice | undefined) => {
    if (choice === undefined) return
    onClose()
    void go(choice.to)
  }
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) choose((at + step + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') open(found[at])
    else return
    event.preventDefault()
  }
  return (
    <>
      <Input {...field} autoFocus size="large" variant="borderless" prefix={<SearchOutlined aria-hidden />} placeholder={t.findHint} onKeyDown={press} role="combobox" aria-label={t.find} aria-expanded={found.length > 0} aria-controls={id} aria-activedescendant={found[at] ? `${id}${at}` : undefined} />
      <div className="y-finder-list" aria-busy={isAsking}>
        <ul role="listbox" id={id} aria-label={t.find}>
          {found.map((choice, n) => (
            <li key={choice.key} id={`${id}${n}`} role="option" aria-selected={n === at} ref={n === at ? seen : undefined} onMouseMove={() => choose(n)} onClick={() => open(choice)}>{choice.content}</li>
          ))}
        </ul>
        {error !== null && <Refusal of={error} />}
        {found.length === 0 && error === null && <p className="y-finder-none" role="status">{text === '' || isAsking || typed.trim() !== text ? t.findEmpty : <><b>{t.findNothing(text)}</b><br />{t.findNothingAdvice}</>}</p>}
      </div>
      <div className="y-finder-keys"><Keycaps of="↑ ↓" /> {t.findKeys.move} <Keycaps of="Enter" /> {t.findKeys.open} <Keycaps of="Esc" /> {t.findKeys.close}</div>
    </>
  )
}

const TYPING_MS = 120

// Half a pinyin is no name: nothing is asked until the composition has ended.
function useTyped() {
  const [typed, type] = useState('')
  const [text, setText] = useState('')
  const composing = useRef(false)
  useEffect(() => {
    if (composing.current) return
    const pause = setTimeout(() => setText(typed.trim()), TYPING_MS)
    return () => clearTimeout(pause)
  }, [typed])
  const field = {
    value: typed,
    maxLength: 60,
    onChange: (event: { target: { value: string } }) => type(event.target.value),
    onCompositionStart: () => (composing.current = true),
    onCompositionEnd: (event: { currentTarget: { value: string } }) => {
      composing.current = false
      setText(event.currentTarget.value.trim())
    },
  }
  return { typed, text, field }
}

function useCustomers(finding: Finding, text: string) {
  const may = useMay(finding.door)
  const asked = useAsk(finding.door, finding.ask(text) as never, { enabled: may && text !== '', keep: true })
  const hits = text === '' || asked.data === undefined ? [] : finding.hits(asked.data)
  const customers = hits.map((hit): Choice => {
    const { key, to, name, number, branch, note, matchedBy } = finding.tell(hit)
    return { key, to, content: <><span className="icon">{icons.user}</span><span className="name">{name}{note}</span><span className="more">{number} · {branch}</span><span className="by">{matchedBy}</span></> }
  })
  return { customers, error: text === '' ? null : asked.error, isAsking: asked.isFetching }
}

function pagesFor(pages: PagePlan[], text: string): Choice[] {
  const wanted = text.toLowerCase()
  return pages
    .filter((page) => `${page.title.zh} ${page.title.en}`.toLowerCase().includes(wanted))
    .slice(0, text === '' ? 12 : 4)
    .map((page) => ({ key: page.path, to: page.path, content: <><span className="icon">{icons[page.menu?.icon ?? 'file']}</span><span className="name">{say(page.title)}</span><span className="more" /><span className="by">{t.findPages}</span></> }))
}

function seen(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' })
}
