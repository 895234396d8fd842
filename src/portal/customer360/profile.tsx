import { DatabaseOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { wordOf } from '#center/account/words.api'
import type { PersonalKind } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { ageOn, isDay, today } from '#kernel/time'
import { Facts, type Fact } from '#ui/facts'
import { Masked } from '#ui/masked'
import { Money } from '#ui/money'
import { Section, Stack } from '#ui/page'
import { When } from '#ui/when'
import { Freshness } from './fresh.tsx'
import { Inline } from './inline.tsx'
import type { Overview } from './overview.api.ts'
import { useReveal } from './reveal.tsx'
import { Sources } from './sources.tsx'
import { t } from './text.ts'

type Field = 'name' | 'idNumber' | 'gender' | 'birthday' | 'phone' | 'email' | 'address' | 'employer' | 'occupation' | 'income' | 'legalName' | 'industry'

/** The few facts one needs beside a call. */
export function ProfileBrief({ of }: { of: Overview }) {
  const brief: Field[] = of.kind === 'retail' ? ['idNumber', 'birthday', 'address', 'employer', 'occupation'] : ['idNumber', 'legalName', 'industry', 'phone', 'address']
  const items = useFacts(of)
  return (
    <Section title={t.profile.title} extra={<Link to="?tab=profile">{t.profile.more}</Link>}>
      <Facts columns={1} items={[...brief.map((field) => items[field]), ...(of.remark ? [{ label: t.remark, value: of.remark, wide: true }] : [])]} />
    </Section>
  )
}

/** Everything known, where each value comes from, and what every system says. */
export function Profile({ of }: { of: Overview }) {
  const items = useFacts(of)
  const fields: Field[] = of.kind === 'retail'
    ? ['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income']
    : ['name', 'idNumber', 'legalName', 'industry', 'phone', 'email', 'address']
  return (
    <Stack>
      <Section title={t.profile.title}>
        <Facts
          columns={3}
          items={[
            ...fields.map((field) => items[field]),
            { label: t.profile.since, value: <When at={of.openedOn} /> },
            ...(of.remark ? [{ label: t.remark, value: of.remark, wide: true }] : []),
          ]}
        />
      </Section>
      <Freshness of={of} />
      <Sources of={of} />
    </Stack>
  )
}

function useFacts(of: Overview): Record<Field, Fact> {
  const reveal = useReveal(of.customerNo)
  const masked = (field: PersonalKind & Field) => <Masked value={of[field]} kind={field} onReveal={reveal(field)} />
  const fact = (field: Field, label: string, value: ReactNode): Fact => ({ label, value: <Origin of={of} field={field} label={label}>{value || <span className="y-faint">—</span>}</Origin> })
  const isPerson = of.kind === 'retail'
  const age = of.birthday !== null && isDay(of.birthday) ? t.profile.age(ageOn(today(), of.birthday)) : null
  return {
    name: fact('name', isPerson ? t.profile.name : t.profile.company, masked('name')),
    idNumber: fact('idNumber', wordOf(t.profile.documents, of.idType) ?? t.profile.idNumber, masked('idNumber')),
    gender: fact('gender', t.profile.gender, wordOf(t.profile.genders, of.gender)),
    birthday: fact('birthday', t.profile.birthday, of.birthday && <>{masked('birthday')}{age !== null && <span className="y-faint">{age}</span>}</>),
    phone: fact('phone', isPerson ? t.profile.phone : t.profile.tel, masked('phone')),
    email: fact('email', t.profile.email, of.email && masked('email')),
    address: fact('address', t.profile.address, of.address && masked('address')),
    employer: fact('employer', t.profile.employer, of.employer && masked('employer')),
    occupation: fact('occupation', t.profile.occupation, of.occupation),
    income: fact('income', t.profile.income, of.income && (of.income.includes('*') ? <Masked value={of.income} kind="income" onReveal={reveal('income')} /> : <Money amount={of.income} />)),
    legalName: fact('legalName', t.profile.legalName, of.legalName && <Masked value={of.legalName} kind="name" onReveal={reveal('legalName')} />),
    industry: fact('industry', t.profile.industry, of.industry),
  }
}

/** The value, and behind a small sign the system it is taken from and how far that is trusted. */
function Origin({ of, field, label, children }: { of: Overview; field: Field; label: string; children: ReactNode }) {
  const won = of.won[field]
  const says = won === undefined ? '' : won.on === null ? t.profile.wonUndated(say(won.title), won.trust) : t.profile.won(say(won.title), won.trust, won.on)
  return (
    <span className="y-origin">
      <span>{children}</span>
      {won !== undefined && <Tooltip title={says}><span className="y-source" tabIndex={0} role="note" aria-label={says}><DatabaseOutlined aria-hidden /></span></Tooltip>}
      <Inline of={of} field={field} label={label} />
    </span>
  )
}
