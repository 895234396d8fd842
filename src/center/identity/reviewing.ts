/** One item with all that speaks for and against it, as far as the viewer may see. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { reasonsOf } from './reasons.ts'
import { partOf, type Asked } from './part.ts'
import { briefsOf, CLAIMANT, HIDDEN, ITEM, type Brief } from './queue.ts'
import type { getReview, ReviewDetail, Said, Side } from './queue.api.ts'
import { countSides, digestOf, type Counted } from './seen.ts'
import { unsealed } from './sources.ts'
import { worthOf } from './worth.ts'

type Item = Pick<ReviewDetail, 'item' | 'kind' | 'need' | 'state' | 'bits' | 'value' | 'madeAt' | 'version' | 'isMine' | 'claimedBy' | 'until' | 'model'> & Asked & {
  customers: string[]; a: number | null; b: number | null; recs: number[]; code: number | null; guard: string | null
}
type Held = Omit<Said, 'isPair'> & { rec: number; customer_no: string; kind: string; aum: string | null; since: string | null }

export async function review(tx: Tx, { item: no }: InputOf<typeof getReview>): Promise<ReviewDetail> {
  const item = await tx.one<Item>`
    select ${ITEM}, i.claimed_until as until, i.model, i.customers, i.a, i.b, i.recs::int[] as recs, i.code, i.guard, i.needs, i.owners, i.org_a, coalesce(i.org_b, i.org_a) as org_b
    from identity.review_item i ${CLAIMANT}
    where i.item = ${no}`
  if (!item) throw new Refused('not-found')
  const [counted, briefs, held, steps, sight, worth, reasons, names] = await Promise.all([
    countSides(tx, no), briefsOf(tx, item.customers), recordsIn(tx, item.customers), stepsOf(tx, no), sightOf(tx, no), worthOf(tx), reasonsOf(tx, item), namesOf(tx, item.owners),
  ])
  const { customers: _customers, a: _a, b: _b, recs: _recs, code: _code, guard: _guard, needs: _needs, owners: _owners, org_a: _orgA, org_b: _orgB, ...shown } = item
  const part = partOf(tx.who, item)
  return {
    ...shown, ...reasons,
    sides: item.kind === 'split' ? halves(item, counted, briefs, held) : counted.map((side) => sideOf(item, side, briefs.get(side.customer_no) ?? HIDDEN, held.filter((record) => record.customer_no === side.customer_no))),
    confirmers: confirmersOf(tx, item, steps, names),
    as: part,
    because: becauseOf(tx, item, part, steps),
    sight, gain: item.kind === 'pair' || item.kind === 'merge' ? worth.gained(counted) : null,
    seen: digestOf(counted),
    steps: steps.map(({ staffName, answer, note, at }) => ({ staffName, answer, note, at })),
  }
}

function sideOf(item: Item, counted: Counted, brief: Brief, held: Held[]): Side {
  const { customerNo: _no, ...rest } = brief
  return {
    ...rest, ...(brief.isSeen && { customerNo: counted.customer_no }), kind: held[0]?.kind ?? 'retail', aum: held[0]?.aum ?? null, accounts: brief.isSeen ? counted.accounts : null, since: held[0]?.since ?? null,
    records: held.map((record) => said(record, item)), hidden: Math.max(0, counted.records - held.length),
  }
}

/** Of a split: the records that stay, and those that would leave. */
function halves(item: Item, [counted]: Counted[], briefs: Map<string, Brief>, held: Held[]): Side[] {
  if (!counted) return []
  const brief = briefs.get(counted.customer_no) ?? HIDDEN
  const isLeaving = ({ rec }: Held) => item.recs.includes(rec)
  return [held.filter((record) => !isLeaving(record)), held.filter(isLeaving)].map((half) => ({ ...sideOf(item, { ...counted, records: half.length }, brief, half), accounts: null, aum: null }))
}

function said({ rec, customer_no: _no, kind: _kind, aum: _aum, since: _since, ...record }: Held, { a, b }: Item): Said {
  return { ...record, idNumber: unsealed(record.idNumber), phone: unsealed(record.phone), email: unsealed(record.email), isPair: rec === a || rec === b }
}

/** The records that the viewer may see; numbers are sealed still. */
function recordsIn(tx: Tx, customers: readonly string[]): Promise<Held[]> {
  return tx<Held[]>`
    select m.rec, m.customer_no, r.kind, r.name, r.id_type as "idType", r.id_number as "idNumber", r.birthday, r.gender, r.phone, r.email, r.address, r.employer, r.legal_name as "legalName",
      coalesce(f.title, jsonb_build_object('zh', r.source, 'en', r.source)) as source, o.name as "orgName", r.updated_on as "updatedOn", p.aum, k.since
    from identity.membership m
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    join access.org o on o.org = r.org
    left join feed.source f on f.source = r.source
    left join customer.customer k on k.customer_no = m.customer_no
    left join lateral (select sum(aum)::text as aum from account.position p where p.customer_no = m.customer_no and (p.whole or k.customer_no is null)) p on true
    where m.customer_no = any (${customers}::text[]) and m.to_event is null
    order by m.customer_no, r.source, r.key`
}

type Step = ReviewDetail['steps'][number] & { who: string; isHeld: boolean }

/** Who said what, oldest first; `isHeld`: not taken back. */
function stepsOf(tx: Tx, item: string): Promise<Step[]> {
  return tx<Step[]>`
    select d.who, coalesce(s.name, d.who) as "staffName", d.verdict as answer, d.reason as note, d.at,
      not exists (select from identity.review_decision u where u.item = d.item and u.reverses = d.seq) as "isHeld"
    from identity.review_decision d left join access.staff s on s.staff = d.who
    where d.item = ${item}
    order by d.seq`
}

async function sightOf(tx: Tx, item: string): Promise<ReviewDetail['sight']> {
  const rows = await tx<{ org: number; gains: boolean; records: number; accounts: number; name: string }[]>`
    select s.org, s.gains, s.records, s.accounts, o.name from identity.review_sight(${item}::bigint) s join access.org o on o.org = s.org order by s.gains desc, s.org`
  return rows.map(({ org, name, ...rest }) => ({ ...rest, orgName: org >= tx.who.lo && org <= tx.who.hi ? name : null }))
}

async function namesOf(tx: Tx, staff: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx<{ staff: string; name: string }[]>`select staff, name from access.staff where staff = any (${staff}::text[])`
  return new Map(rows.map((row) => [row.staff, row.name]))
}

function confirmersOf(tx: Tx, { needs, owners }: Item, steps: Step[], names: Map<string, string>): ReviewDetail['confirmers'] {
  const asked = needs.startsWith('owner') || needs === 'supervisor' ? owners.map((staff) => ({ part: 'owner' as const, staff })) : []
  const others = needs === 'supervisor' || needs === 'steward' || needs === 'contact' ? [{ part: needs as 'supervisor' | 'steward' | 'contact', staff: null }] : []
  return [...asked, ...others].map(({ part, staff }) => {
    const word = staff === null ? undefined : steps.findLast((step) => step.who === staff && step.isHeld && (step.answer === 'same' || step.answer === 'different'))
    return { part, name: staff === null ? null : (names.get(staff) ?? staff), isViewer: staff === tx.who.staff, answer: (word?.answer as 'same' | 'different' | undefined) ?? null, at: word?.at ?? null } // found among these two
  })
}

function becauseOf(tx: Tx, item: Item, part: string | null, steps: Step[]): ReviewDetail['because'] {
  if (item.state !== 'open') return 'closed'
  if (item.claimedBy !== null) return 'claimed'
  if (part === null) return 'other-confirmer'
  const isSaid = item.needs === 'owners' && steps.some((step) => step.who === tx.who.staff && step.isHeld && (step.answer === 'same' || step.answer === 'different'))
  return isSaid ? 'already' : null
}
