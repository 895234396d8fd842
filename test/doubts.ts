/** Questions of identity for the named world: pairs the matcher was not sure of, as a batch leaves them, and the figures measured after it. */
import { engine, type Tx } from '../src/kernel/tx.ts'
import { matchAll } from '../src/center/identity/batch.ts'
import { applyClusters, openVerdict } from '../src/center/identity/ledger.ts'
import { measure } from '../src/center/identity/measure.ts'
import { narrow, PERSON } from '../src/center/identity/model.ts'
import { makePrints, FIELDS } from '../src/center/identity/prints.ts'
import { reconcileSource } from '../src/center/quality/reconcile.ts'
import { run } from '../src/center/quality/run.ts'
import { Scorer } from '../src/center/identity/score.ts'

/** A code of the shipped model: each field on the level named. */
export function codeOf(levels: Readonly<Record<string, string>>): number {
  const model = narrow(PERSON, new Set(FIELDS.person))
  return new Scorer(model).join(model.comparisons.map(({ field, levels: steps }) => steps.findIndex(({ id }) => id === levels[field]) + 1), () => false)
}
export const NAMESAKES = { name: 'equal', birthday: 'else', phone: 'edit1', gender: 'equal' }

type Key = string | null | undefined // as a row of a test has it

/** The matcher has doubts about these pairs of records of the savings system. */
export async function doubt(pairs: readonly (readonly [Key, Key])[], bits = 2, code = codeOf(NAMESAKES)): Promise<void> {
  await engine('test', async (tx) => {
    await openVerdict(tx)
    await tx`
      insert into pg_temp.doubt (a, b, bits, code, guard)
      select a.rec, b.rec, ${bits}::real, ${code}::bigint, null
      from unnest(${pairs.map(([a]) => a)}::text[], ${pairs.map(([, b]) => b)}::text[]) p (a, b)
      join identity.membership a on a.source = 'savings' and a.key = p.a and a.to_event is null
      join identity.membership b on b.source = 'savings' and b.key = p.b and b.to_event is null`
    await applyClusters(tx, { model: PERSON.model, reason: 'test' })
  })
}

/** A batch over the whole world, a question within 青石桥支行, one between 白塔支行 and 柳浪支行, and what the pages of coverage and plan show. */
export async function layQuestions(): Promise<void> {
  await makePrints(() => {})
  await matchAll('test')
  await doubt([['S0001', 'S0004'], ['S0002', 'S0003']])
  await engine('test', measure)
  await engine('test', (tx) => run(tx, 'full', 'test'))
  await engine('test', async (tx) => {
    await tx`insert into quality.control (source, day, entity, org, currency, rows, amount, run, line) values ('savings', '2026-11-20', 'account', 0, 'CNY', 6, 1, 0, 1)`
    await reconcileSource(tx, 'savings')
  })
  await engine('test', declareHobby)
}

/** 陈静's own branch knows what she does in the evening; the branch of her card does not. */
async function declareHobby(tx: Tx): Promise<void> {
  await tx`
    insert into customer.attribute (attribute, type, zh, en, kind, class, is_searchable) values ('hobby', 'retail', '爱好', 'Hobby', 'text', 'C1', true)`
  await tx`
    insert into archive.attribute (customer_no, attribute, source, key, org, value, said_on)
    select m.customer_no, 'hobby', m.source, m.key, m.org, '兰亭诗社', current_date
    from identity.membership m where m.source = 'savings' and m.key = 'S0001' and m.to_event is null`
}
