/** What a source says and nobody can take: kept beside the record, by reason and sealed, so that it is found and repaired. */
import { seal } from '#kernel/secret'
import { isDay, today } from '#kernel/time'
import type { IdNumber, Sex } from './documents.ts'

/** A placeholder says nothing; an invalid value cannot be one of its kind; the others contradict the calendar, the code set, or the document. */
export type Flaw = 'placeholder' | 'invalid' | 'future' | 'unknown-code' | 'contradicts'
type Row = Record<string, string | null | undefined>
export type Taken = {
  document: IdNumber | null
  sex: Sex | null
  birthday: string | null
  kept: Readonly<Record<string, string | null>>
  knowsType: boolean
}

/** As JSON for the database, or null: most records have none. */
export function flawsOf(row: Row, taken: Taken): string | null {
  const flaws: Record<string, [Flaw, string]> = {}
  const note = (field: string, flaw: Flaw | null) => {
    if (flaw !== null && row[field]) flaws[field] = [flaw, seal(row[field])]
  }
  for (const field of ['phone', 'phone2', 'email', 'address', 'employer', 'occupation', 'legalName', 'industry']) if (row[field] && !taken.kept[field]) note(field, refusedBecause(field, row[field]))
  if (row.idNumber && !taken.document) note('idNumber', 'placeholder')
  if (!taken.knowsType) note('idType', 'unknown-code')
  note('gender', genderFlaw(row, taken))
  note('birthday', birthdayFlaw(row, taken))
  return Object.keys(flaws).length > 0 ? JSON.stringify(flaws) : null
}

const NOTHING = /^(无|没有|未知|不详|不明|待补充?|待核实|空|NULL|NONE|N\/?A|[-?？/\\_.0X\s]+)$/iu
const EMPTY_MAIL = /^(no|none|null|test|na|n\/a|wu|xxx?|abc|123|1)@|@(test|example|none|no|xxx?)\./iu

function refusedBecause(field: string, said: string): Flaw {
  if (NOTHING.test(said.trim())) return 'placeholder'
  if (field === 'email') return EMPTY_MAIL.test(said.trim()) ? 'placeholder' : 'invalid'
  if (field !== 'phone' && field !== 'phone2') return 'placeholder'
  const digits = said.normalize('NFKC').replace(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '')
  // A number of the right form is refused for one reason only: everybody types it.
  return digits === '' || /(\d)\1{6,}$/.test(digits) || /^1[3-9]\d{9}$/.test(digits) ? 'placeholder' : 'invalid'
}

function genderFlaw(row: Row, { sex, document }: Taken): Flaw | null {
  if (!row.gender) return null
  if (sex === null) return 'unknown-code'
  return document?.valid && document.sex !== null && document.sex !== sex ? 'contradicts' : null
}

function birthdayFlaw(row: Row, { birthday, document }: Taken): Flaw | null {
  if (!row.birthday) return null
  if (birthday !== null) return document?.valid && document.birthday !== null && document.birthday !== birthday ? 'contradicts' : null
  const digits = row.birthday.replace(/\D/g, '').slice(0, 8)
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`
  if (digits.length < 8 ? NOTHING.test(row.birthday) : day <= '1900-01-01' || day >= '2999') return 'placeholder'
  return isDay(day) && day > today() ? 'future' : 'invalid'
}
