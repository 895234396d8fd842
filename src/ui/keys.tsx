import { Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { t } from './text.ts'
import './keys.css'

export type Where = 'general' | 'list' | 'page'

/**
 * A shortcut for as long as the component stands: 'c', '?', 'Enter', 'mod+k' (Ctrl or ⌘), 'g w' (one after the other).
 * Silent inside inputs, in open dialogs and while an IME composes; only `mod+` keys work inside inputs.
 */
export function useKey(key: string, label: string, run: (event: KeyboardEvent) => void, options: { where?: Where; enabled?: boolean } = {}): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const { where = 'page', enabled = true } = options
  useEffect(() => {
    if (!enabled) return
    const shortcut: Shortcut = { key, label, where, run: (event) => latest.current(event) }
    shortcuts.push(shortcut)
    return () => void shortcuts.splice(shortcuts.indexOf(shortcut), 1)
  }, [key, label, where, enabled])
}

/** Listens for all shortcuts and shows them on `?`. Stands once, in the shell. */
export function Keys() {
  const [isOpen, open] = useState(false)
  useKey('?', t.keys.help, () => open(true), { where: 'general' })
  useEffect(() => {
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <Modal open={isOpen} onCancel={() => open(false)} footer={null} title={t.keys.title} width={640}>
      {isOpen && <Overview />}
    </Modal>
  )
}

/** True while an IME composes: then Enter chooses a word and must not act. */
export function isComposing(event: { isComposing?: boolean; keyCode?: number; nativeEvent?: { isComposing?: boolean } }): boolean {
  return event.isComposing === true || event.nativeEvent?.isComposing === true || event.keyCode === 229 // Safari ends the composition before the keydown and leaves only 229
}

type Shortcut = { key: string; label: string; where: Where; run: (event: KeyboardEvent) => void }
const shortcuts: Shortcut[] = []
const SEQUENCE_MS = 1000
let before = { key: '', at: 0 }

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event) || event.altKey) return
  const hasMod = event.ctrlKey || event.metaKey
  const key = hasMod ? `mod+${event.key.toLowerCase()}` : event.key
  if (!hasMod && (isTyping(event.target) || isInDialog())) return
  const pair = Date.now() - before.at < SEQUENCE_MS ? `${before.key} ${key}` : ''
  const found = shortcuts.findLast((one) => one.key === pair) ?? shortcuts.findLast((one) => one.key === key)
  before = { key, at: Date.now() }
  if (found === undefined) return
  before = { key: '', at: 0 }
  event.preventDefault()
  found.run(event)
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role=combobox], [role=listbox], [role=menu]') !== null)
}

function isInDialog(): boolean {
  return [...document.querySelectorAll('[role=dialog][aria-modal=true]')].some((dialog) => dialog.getClientRects().length > 0)
}

function Overview() {
  const groups: Where[] = ['general', 'list', 'page']
  return (
    <div className="y-keys">
      {groups.map((where) => {
        const here = distinct(shortcuts.filter((one) => one.where === where))
        if (here.length === 0) return null
        return (
          <section key={where}>
            <h3>{t.keys[where]}</h3>
            <dl>{here.map((one) => <div key={one.key}><dt>{one.label}</dt><dd><Keycaps of={one.key} /></dd></div>)}</dl>
          </section>
        )
      })}
    </div>
  )
}

function distinct(list: Shortcut[]): Shortcut[] {
  return [...new Map(list.map((one) => [one.key, one])).values()]
}

/** The keys as caps: Ctrl or ⌘, as this machine has it. */
export function Keycaps({ of }: { of: string }) {
  const caps = of.split(' ').flatMap((step, n) => [...(n > 0 ? [''] : []), ...step.split('+')])
  return <span className="y-caps">{caps.map((cap, n) => (cap === '' ? <i key={n}>{t.keys.and}</i> : <kbd key={n}>{cap === 'mod' ? modKey : (NAMED[cap] ?? (cap.length === 1 && of.includes('mod') ? cap.toUpperCase() : cap))}</kbd>))}</span>
}

const NAMED: Record<string, string> = { enter: 'Enter', arrowdown: '↓' }
const modKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'
