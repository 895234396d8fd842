import { App } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { words as customerWords } from '#center/customer/words.api'
import type { InputOf } from '#kernel/endpoint'
import type { Refused } from '#kernel/error'
import { useAsk } from '#ui/call'
import { Form, type FormField } from '#ui/form'
import { Columns, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { meaning } from '#ui/theme'
import { DOCUMENTS, enterCustomer, findLikely } from './entry.api.ts'
import { faultOf, holderOf, type Checked } from './fault.api.ts'
import { t } from './text.ts'
import { faultWord } from './words.api.ts'

type Typed = Partial<InputOf<typeof enterCustomer>>
const PERSONAL = DOCUMENTS.filter((type) => type !== 'uscc' && type !== 'org-code')

/** 新建客户: typed on the left; on the right whom the bank has that it may be. */
export default function Enter() {
  const [typed, setTyped] = useState<Typed>({ kind: 'retail', idType: 'id-card' })
  const kind = typed.kind ?? 'retail'
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={enterCustomer}>
      <Columns of={[2, 1]}>
        <Section><Sheet key={kind} kind={kind} onTyped={(next) => setTyped({ ...next, kind: next.kind ?? kind })} /></Section>
        <Stack><Likely typed={typed} /></Stack>
      </Columns>
    </Page>
  )
}

function Sheet({ kind, onTyped }: { kind: NonNullable<Typed['kind']>; onTyped: (typed: Typed) => void }) {
  const go = useNavigate()
  const { message } = App.useApp()
  const isPerson = kind === 'retail'
  return (
    <Form
      door={enterCustomer} columns={2} fields={isPerson ? personFields() : companyFields()} initial={{ kind, idType: isPerson ? 'id-card' : 'uscc' }} submit={t.save} onTyped={onTyped} fill={(typed) => (isPerson ? (holderOfCard(typed.idType, typed.idNumber) ?? {}) : {})}
      wrong={(field, { facts }) => saidOf(field, facts, isPerson)} words={{ conflict: t.taken, unprocessable: t.wrong }}
      onDone={({ customerNo, isNew }) => {
        message.success(isNew ? t.saved : t.joined)
        void go(`/customer360/customers/${customerNo}`)
      }}
    />
  )
}

const kindField = (): FormField<keyof Typed> => ({ key: 'kind', label: t.kind, kind: 'choice', options: customerWords.kinds })

function personFields(): FormField<keyof Typed>[] {
  return [
    { ...kindField(), wide: true }, { key: 'name', label: t.name, autoFocus: true }, { key: 'gender', label: t.gender, kind: 'choice', options: t.genders, ...doubted('gender') },
    { key: 'idType', label: t.idType, kind: 'choice', options: PERSONAL.map((type) => ({ value: type, label: t.documents[type] })) }, { key: 'idNumber', label: t.idNumber, check: (value, get) => told(documentCheck(get('idType'), true), value) },
    { key: 'birthday', label: t.birthday, kind: 'day', ...doubted('birthday') }, { key: 'phone', label: t.phone, check: (value) => told('mobile', value) }, { key: 'email', label: t.email, check: (value) => told('email', value) }, { key: 'phone2', label: t.phone2, check: (value) => told('phone', value) },
    { key: 'address', label: t.address, wide: true }, { key: 'employer', label: t.employer }, { key: 'occupation', label: t.occupation },
  ]
}

function companyFields(): FormField<keyof Typed>[] {
  return [
    { ...kindField(), wide: true }, { key: 'name', label: t.company, autoFocus: true, wide: true },
    { key: 'idType', label: t.idType, kind: 'choice', options: (['uscc', 'org-code', 'other'] as const).map((type) => ({ value: type, label: t.documents[type] })) }, { key: 'idNumber', label: t.idNumber, check: (value, get) => told(documentCheck(get('idType'), false), value) },
    { key: 'legalName', label: t.legalName }, { key: 'legalIdNumber', label: t.legalIdNumber, check: (value) => told('idNumber', value) }, { key: 'phone', label: t.tel, check: (value) => told('phone', value) }, { key: 'email', label: t.email, check: (value) => told('email', value) },
    { key: 'address', label: t.address, wide: true }, { key: 'industry', label: t.industry },
  ]
}

/** The holder as an identity card says; null where the number is none, or not right. */
function holderOfCard(idType: unknown, idNumber: unknown): ReturnType<typeof holderOf> {
  return typeof idNumber === 'string' && documentCheck(idType, true) === 'idNumber' ? holderOf(idNumber) : null
}

function doubted(key: 'birthday' | 'gender'): Pick<FormField, 'doubt' | 'beside'> {
  return {
    beside: ['idNumber', 'idType'],
    doubt: (value, get) => {
      const said = holderOfCard(get('idType'), get('idNumber'))?.[key]
      return said === undefined || said === value ? undefined : t.otherwise(key === 'gender' ? t.genders[said as keyof typeof t.genders] : said) // of a gender, one of its two
    },
  }
}

function documentCheck(idType: unknown, isPerson: boolean): Checked | null {
  if (idType === 'passport') return 'passport'
  if (idType === 'uscc' || (!idType && !isPerson)) return 'uscc'
  return !idType || idType === 'id-card' ? 'idNumber' : null
}

function told(check: Checked | null, value: string): string | undefined {
  const fault = check === null ? null : faultOf(check, value)
  return fault === null || check === null ? undefined : faultWord(check, fault)
}

function saidOf(field: string, { reason, cause }: Refused['facts'], isPerson: boolean): string | undefined {
  if (cause === 'taken') return t.taken
  const check = field === 'idNumber' ? ['idNumber', 'uscc', 'passport'] : field === 'phone' ? [isPerson ? 'mobile' : 'phone'] : field === 'phone2' ? ['phone'] : [field]
  return check.map((each) => faultWord(each, String(reason))).find((word) => word !== undefined)
}

/** Asked when one stops typing for a moment. */
const PAUSE_MS = 400

function Likely({ typed }: { typed: Typed }) {
  const settled = useSettled(typed)
  const isEnough = (settled.name ?? '').trim() !== '' && Boolean(settled.idNumber || settled.phone || settled.birthday || settled.address || settled.email)
  const { data, isFetching } = useAsk(findLikely, { kind: 'retail', name: '', ...settled }, { enabled: isEnough, keep: true })
  return (
    <Section title={t.likely} extra={isFetching && isEnough ? <span className="y-faint">{t.looking}</span> : undefined}>
      <div aria-live="polite" data-likely>
        {!isEnough || data === undefined ? <p className="y-soft">{t.none}</p> : <Found of={data} />}
      </div>
    </Section>
  )
}

function Found({ of: { seen, elsewhere } }: { of: { seen: { customerNo: string; name: string; orgName: string; zone: 'auto' | 'review' }[]; elsewhere: boolean } }) {
  const { ink, wash, line } = meaning.warn
  return (
    <Stack>
      {seen.length === 0 && !elsewhere && <Status meaning="good" text={t.clean} plain />}
      {seen.map((one) => (
        <div key={one.customerNo} className="y-row">
          <span><b>{one.name}</b> <span className="y-figures">{one.customerNo}</span> <span className="y-faint">{one.orgName}</span><br /><Status meaning={one.zone === 'auto' ? 'warn' : 'info'} text={one.zone === 'auto' ? t.auto : t.review} plain /></span>
          <Link to={`/customer360/customers/${one.customerNo}`} target="_blank">{t.open}</Link>
        </div>
      ))}
      {elsewhere && <div className="y-note" role="status" style={{ color: ink, background: wash, borderColor: line }}><span><b>{t.elsewhere}</b> {t.elsewhereAdvice}</span></div>}
    </Stack>
  )
}

function useSettled(typed: Typed): Typed {
  const [settled, settle] = useState(typed)
  useEffect(() => {
    const later = setTimeout(() => settle(typed), PAUSE_MS)
    return () => clearTimeout(later)
  }, [typed])
  return settled
}
