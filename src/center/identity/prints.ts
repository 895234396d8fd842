/** Fingerprints at rest: made once a version, sealed whole, with the keys by which an arriving record finds them. */
import { open, seal, tokenKey } from '#kernel/secret'
import { bulk, sql, type BulkTx, type Tx } from '#kernel/tx'
import { companyOf, COMPANY_FIELDS, documentText, PERSON_FIELDS, readOrgCode } from './fingerprint.ts'
import { keysOf, lockKeys, usable } from './keys.ts'
import type { Model } from './model.ts'
import { normaliseName } from './normalise.ts'
import { publishedModels, type Kind } from './versions.ts'

/** What a bank's records say, in this order. */
export const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  person: ['id', 'name', 'birthday', 'phone', 'email', 'address', 'employer', 'gender'],
  company: ['id', 'orgcode', 'name', 'legal', 'address', 'phone', 'email'],
}
export type Print = { rec: number; kind: Kind; source: string; values: (string | null)[] }

const PAGE = 5000
const BETWEEN = '\u001f'

/**
 * Makes the fingerprints of all that waits, in one transaction: the keys of many records go into their index in its own order.
 * While the database writes one page the next is made: a page is read before the one before it is written.
 */
export async function makePrints(progress: (done: number) => void): Promise<void> {
  await bulk('identity', async (tx) => {
    await tx`select set_config('work_mem', '256MB', true)`
    await openPages(tx)
    let [before, writing] = [Promise.resolve(), Promise.resolve()]
    for (let coming = readPage(tx, 0), done = 0; ;) {
      const [{ recs, fresh, models }] = await Promise.all([coming, before])
      const last = recs.at(-1)
      if (last === undefined) break
      coming = readPage(tx, last)
      const [made, earlier] = [madeOf(fresh, models), writing]
      ;[before, writing] = [earlier, earlier.then(() => write(tx, made))]
      for (const each of [coming, writing]) each.catch(() => {}) // both are awaited above, or below
      progress(done += recs.length)
    }
    await writing
    // In order of the index, or a million records would touch all its pages again and again.
    await tx`insert into identity.er_key (hash, rec) select hash, rec from pg_temp.print_key order by hash, rec on conflict do nothing`
    await tx`delete from pg_temp.print_key`
  })
}

/** What a transaction has made of some records, so that nothing is made twice: the models that hold, and the keys of whose prints are new. */
export type Making = { models: Record<Kind, Model>; keys: readonly Keyed[] }

/** The same for some: those of `recs` that wait. */
export async function makeSome(tx: BulkTx, recs: readonly number[]): Promise<Making> {
  await openPages(tx)
  const { fresh, models } = await outdated(tx, recs)
  const made = madeOf(fresh, models)
  await write(tx, made)
  await tx`insert into identity.er_key_recent (hash, rec) select hash, rec from pg_temp.print_key order by hash, rec on conflict do nothing`
  await tx`delete from pg_temp.print_key`
  return { models, keys: made.keys }
}

/** Moves the recent keys into the index of the whole bank, in its order, so many at a time that whoever arrives waits for nobody. */
export async function foldKeys(tx: Tx): Promise<void> {
  await tx`
    with folded as (
      delete from identity.er_key_recent
      where (hash, rec) in (select hash, rec from identity.er_key_recent order by hash, rec limit ${FOLDED})
      returning hash, rec)
    insert into identity.er_key (hash, rec) select hash, rec from folded order by hash, rec on conflict do nothing`
}
const FOLDED = 200_000

/** So many are written as they are; more come by way of a temporary table, which costs a commit some milliseconds. */
export const FEW = 20

/** The same for no more than FEW, on a connection of any kind. What is made is on its way: whoever reads it in this transaction comes behind it. */
export async function makeFew(tx: Tx, recs: readonly number[]): Promise<Making & { kept: Promise<void> }> {
  const { fresh, models } = await outdated(tx, recs)
  const prints = fresh.map(printOf)
  const keys = lockedKeys(prints, models)
  return { models, keys, kept: keepFew(tx, fresh, prints, keys) }
}

async function readPage(tx: Tx, after: number): Promise<Fresh & { recs: number[] }> {
  const waiting = await tx<{ rec: number }[]>`select distinct rec from identity.unmatched where rec > ${after}::bigint order by rec limit ${PAGE}`
  const recs = waiting.map(({ rec }) => rec)
  return { recs, ...(await outdated(tx, recs)) }
}

async function openPages(tx: Tx): Promise<void> {
  await tx`create temp table if not exists print (rec bigint, kind text, source text, version int, data text) on commit delete rows`
  await tx`create temp table if not exists print_key (hash bigint, rec bigint) on commit delete rows`
}

type Fresh = { fresh: Stored[]; models: Record<Kind, Model> }

/** Forgets the prints of former versions, and tells what has none. */
async function outdated(tx: Tx, recs: readonly number[]): Promise<Fresh> {
  const [stale, fresh, models] = await Promise.all([
    tx<{ rec: number; kind: Kind; source: string; data: string }[]>`
      select f.rec, f.kind, f.source, f.data
      from identity.er_fingerprint f left join identity.source_record r on r.rec = f.rec and r.valid_to is null
      where f.rec = any(${recs}::bigint[]) and r.version is distinct from f.version`,
    tx<Stored[]>`
      select r.rec, r.source, r.version, r.kind, r.name, r.id_type, r.id_number, coalesce(r.id_valid, false) as id_valid, r.birthday::text, r.phone, r.phone2, r.email, r.door, r.address, r.employer, r.gender, r.legal_name
      from identity.source_record r
      where r.rec = any(${recs}::bigint[]) and r.valid_to is null and not exists (select from identity.er_fingerprint f where f.rec = r.rec and f.version = r.version)`,
    publishedModels(tx),
  ])
  await forget(tx, stale, models)
  return { fresh, models }
}

export type Stored = {
  rec: number; source: string; version: number; kind: 'retail' | 'corporate' | 'institution'; name: string; id_type: string | null; id_number: string | null; id_valid: boolean
  birthday: string | null; phone: string | null; phone2: string | null; email: string | null; door: string | null; address: string | null; employer: string | null; gender: string | null; legal_name: string | null
}

/** From a stored record to what of it is compared. Numbers and addresses of mail are opened here and sealed again with the rest. */
export function printOf(record: Stored): Print {
  const { rec, source, kind, name, birthday, gender } = record
  const number = record.id_number === null ? null : open(record.id_number)
  const id = number === null || record.id_type === null ? null : documentText(record.id_type, record.id_valid, number)
  const phone = [record.phone, record.phone2].flatMap((sealed) => (sealed === null ? [] : [open(sealed)])).join(' ') || null
  const email = record.email === null ? null : open(record.email)
  const address = record.door !== null && record.door !== '|||||' ? record.door : null
  if (kind === 'retail') return { rec, source, kind: 'person', values: [id, normaliseName(name), birthday, phone, email, address, read('employer', record.employer), gender] }
  const code = record.id_type === 'org-code' || record.id_type === 'uscc' ? readOrgCode(number ?? '') : null
  const isCode = record.id_type === 'org-code'
  return { rec, source, kind: 'company', values: [isCode ? null : id, code, companyOf(name), record.legal_name === null ? null : (COMPANY_FIELDS.legal?.(record.legal_name) ?? null), address, phone, email] }
}

const read = (field: string, raw: string | null): string | null => (raw === null ? null : (PERSON_FIELDS[field]?.(raw) ?? null))

export const sealPrint = (values: readonly (string | null)[]): string => seal(values.map((value) => value ?? '').join(BETWEEN))
export const openPrint = (data: string): (string | null)[] => open(data).split(BETWEEN).map((value) => value || null)

export type Keyed = { rec: number; hash: bigint }

/** The keys by which a record is found, as the database keeps them. */
export function lockedKeys(prints: readonly Print[], models: Readonly<Record<Kind, Model>>): Keyed[] {
  const found = prints.flatMap(({ rec, kind, values }) => keysOf(narrowKeys(models[kind], kind), (field) => values[FIELDS[kind].indexOf(field)] ?? null).map((hash) => ({ rec, hash })))
  const locked = lockKeys(found.map(({ hash }) => hash), tokenKey())
  return found.map(({ rec }, at) => ({ rec, hash: locked[at] as bigint })) // one a key
}

/** Keys that every record of the bank can have. Broad ones are for small files: an arriving record is never looked up by them, so neither is a batch. */
export const narrowKeys = (model: Model, kind: Kind) => usable(model.keys, new Set(FIELDS[kind])).filter(({ broad }) => !broad)

async function forget(tx: Tx, stale: readonly { rec: number; kind: Kind; source: string; data: string }[], models: Readonly<Record<Kind, Model>>): Promise<void> {
  if (stale.length === 0) return
  const keys = lockedKeys(stale.map(({ data, ...print }) => ({ ...print, values: openPrint(data) })), models)
  const gone = sql`(select unnest(${keys.map(({ hash }) => hash)}::bigint[]) as hash, unnest(${keys.map(({ rec }) => rec)}::bigint[]) as rec) gone`
  await tx`delete from identity.er_key k using ${gone} where k.hash = gone.hash and k.rec = gone.rec`
  await tx`delete from identity.er_key_recent k using ${gone} where k.hash = gone.hash and k.rec = gone.rec`
  await tx`delete from identity.er_fingerprint where rec = any(${stale.map(({ rec }) => rec)}::bigint[])`
}

/** Prints as lines that are copied, and their keys. */
type Made = { prints: string[]; keys: Keyed[] }

function madeOf(fresh: readonly Stored[], models: Readonly<Record<Kind, Model>>): Made {
  const prints = fresh.map(printOf)
  return {
    prints: prints.map((print, at) => [print.rec, print.kind, print.source, fresh[at]?.version, sealPrint(print.values)].join('\t')),
    keys: lockedKeys(prints, models),
  }
}

async function write(tx: BulkTx, { prints, keys }: Made): Promise<void> {
  if (prints.length === 0) return
  await tx.copy('copy pg_temp.print from stdin', lines(prints))
  await tx.copy('copy pg_temp.print_key from stdin', lines(keys.map(({ hash, rec }) => `${hash}\t${rec}`)))
  await tx`insert into identity.er_fingerprint (rec, kind, source, version, data) select rec, kind, source, version, data from pg_temp.print order by rec`
  await tx`delete from pg_temp.print`
}

async function keepFew(tx: Tx, fresh: readonly Stored[], prints: readonly Print[], keys: readonly Keyed[]): Promise<void> {
  if (fresh.length === 0) return
  await Promise.all([tx`
    insert into identity.er_fingerprint (rec, kind, source, version, data)
    select rec, kind, source, version, data
    from unnest(${prints.map(({ rec }) => rec)}::bigint[], ${prints.map(({ kind }) => kind)}::text[], ${prints.map(({ source }) => source)}::text[], ${fresh.map(({ version }) => version)}::int[], ${prints.map(({ values }) => sealPrint(values))}::text[])
      p (rec, kind, source, version, data)`, tx`
    insert into identity.er_key_recent (hash, rec)
    select hash, rec from unnest(${keys.map(({ hash }) => hash)}::bigint[], ${keys.map(({ rec }) => rec)}::bigint[]) k (hash, rec) on conflict do nothing`])
}

function* lines(rows: readonly string[]): Generator<string> {
  for (let at = 0; at < rows.length; at += 1000) yield `${rows.slice(at, at + 1000).join('\n')}\n`
}

export type PrintRow = { rec: number; source: string; data: string; customer_no: string; provisional: boolean }

/** Current fingerprints of one kind, page by page, with the customer each record belongs to. The next page is on its way while one is read. */
export async function* readPrints(tx: Tx, kind: Kind): AsyncGenerator<PrintRow[]> {
  for (let coming = printsAfter(tx, kind, 0); ;) {
    const rows = await coming
    const last = rows.at(-1)
    if (!last) return
    coming = printsAfter(tx, kind, last.rec)
    yield rows
  }
}

const PRINTS_A_PAGE = 20_000

function printsAfter(tx: Tx, kind: Kind, after: number): Promise<PrintRow[]> {
  return tx<PrintRow[]>`
    select f.rec, f.source, f.data, m.customer_no, m.provisional
    from identity.er_fingerprint f join identity.membership m on m.rec = f.rec and m.to_event is null
    where f.rec > ${after}::bigint and f.kind = ${kind}
    order by f.rec limit ${PRINTS_A_PAGE}`
}

/** The fingerprints of these records. */
export async function printsOf(tx: Tx, recs: readonly number[]): Promise<Print[]> {
  const rows = await tx<{ rec: number; kind: Kind; source: string; data: string }[]>`select rec, kind, source, data from identity.er_fingerprint where rec = any(${recs}::bigint[]) order by rec`
  return rows.map(({ rec, kind, source, data }) => ({ rec, kind, source, values: openPrint(data) }))
}

