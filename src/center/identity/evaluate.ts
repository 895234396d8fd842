/**
 * How well clusters agree with a truth. Both come as files of (record, group); the sums are made inside DuckDB, so that a million
 * records take seconds and little memory.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Misconfigured } from '#kernel/error'

export type Grouping = {
  /** CSV with a header, or Parquet. */
  file: string
  /** The column of the record's id; the first when not said. */
  id?: string
  /** The column of the group; the second when not said. */
  group?: string
  /** Where the id itself tells the group: the first bracket of this expression. FEBRL: `^rec-(\d+)-`. */
  groupFrom?: string
}

export type Agreement = { precision: number; recall: number; f1: number }
export type Evaluation = {
  /** Records of the truth. Only they are judged. */
  records: number
  /** Groups that the judged records were put into; a missing record is a cluster of its own. */
  clusters: number
  entities: number
  /** Records of the truth that the clusters do not name. */
  missing: number
  /** Records of the clusters that the truth does not name; they count for nothing. */
  unknown: number
  pairs: { claimed: number; true: number; right: number }
  /**
   * Over pairs of records: P = right ÷ claimed, R = right ÷ true, F1 = 2PR ÷ (P + R), where a pair is claimed when both are of one
   * cluster, true when both are of one entity, right when both hold (Hand & Christen, "A note on using the F-measure for evaluating
   * record linkage algorithms", Statistics and Computing 28, 2018). No pair claimed: none is wrong, P = 1; none true: R = 1.
   */
  pairwise: Agreement
  /**
   * B-cubed (Bagga & Baldwin, "Algorithms for scoring coreference chains", LREC 1998; Amigó et al., Information Retrieval 12, 2009), every
   * record of equal weight: of record r with cluster C and entity E, P(r) = |C ∩ E| ÷ |C| and R(r) = |C ∩ E| ÷ |E|; P and R are the
   * means over records, F1 = 2PR ÷ (P + R).
   */
  bcubed: Agreement
}

export async function evaluate(clusters: Grouping, truth: Grouping): Promise<Evaluation> {
  return await withDuck(async (ask) => {
    await take(ask, 'found', clusters)
    await take(ask, 'truth', truth)
    await refuseUngrouped(ask, truth)
    const [sums] = await ask(SUMS)
    return conclude(sums as Record<keyof Sums, unknown>) // SUMS is one row
  })
}

/** Of the scored pairs of one zone: how many, and how many are truly one. A pair with a record that the truth does not name is left out. */
export type Zone = { zone: string; pairs: number; right: number }

/** What each zone holds, by the pairs that `bin/identity resolve --pairs` wrote (columns a, b, zone). */
export async function evaluateZones(pairs: string, truth: Grouping): Promise<Zone[]> {
  return await withDuck(async (ask) => {
    await take(ask, 'truth', truth)
    await refuseUngrouped(ask, truth)
    await takePairs(ask, pairs)
    const rows = await ask(`
      select pair.zone, count(*)::double as pairs, count_if(a.grp = b.grp)::double as "right"
      from pair join truth a on a.id = pair.a join truth b on b.id = pair.b group by pair.zone order by min(case pair.zone when 'auto' then 1 when 'review' then 2 else 3 end)`)
    return rows as Zone[] // the three columns above
  })
}

type Ask = (sql: string) => Promise<Record<string, unknown>[]>
type Sums = { records: number; clusters: number; entities: number; missing: number; unknown: number; claimed: number; true: number; right: number; purity: number; cover: number }

async function withDuck<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api') // a native library that the server need not load
  const duck = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', temp_directory: tmpdir() })
  const connection = await duck.connect()
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjects())
  } finally {
    connection.closeSync()
    duck.closeSync()
  }
}

// A cell is what a cluster and an entity have in common; n records make n (n - 1) / 2 pairs.
const SUMS = `
  with judged as (
    select coalesce('c' || found.grp, 'r' || truth.id) as cluster, truth.grp as entity, found.grp is null as missing
    from truth left join found on found.id = truth.id
  ),
  cell as (select cluster, entity, count(*)::hugeint as n, count_if(missing) as missing from judged group by cluster, entity),
  cluster as (select cluster, sum(n)::hugeint as n from cell group by cluster),
  entity as (select entity, sum(n)::hugeint as n from cell group by entity),
  shared as (
    select cell.n, cell.missing, cluster.n as cluster_n, entity.n as entity_n
    from cell join cluster on cluster.cluster = cell.cluster join entity on entity.entity = cell.entity
  )
  select
    sum(n)::double as records, sum(missing)::double as missing,
    (select count(*) from cluster)::double as clusters, (select count(*) from entity)::double as entities,
    (select count(*) from found anti join truth on truth.id = found.id)::double as unknown,
    (select sum(n * (n - 1) // 2) from cluster)::double as claimed, (select sum(n * (n - 1) // 2) from entity)::double as true,
    sum(n * (n - 1) // 2)::double as right,
    sum((n * n)::double / cluster_n::double) as purity, sum((n * n)::double / entity_n::double) as cover
  from shared`

function conclude(row: Record<keyof Sums, unknown>): Evaluation {
  const { records, clusters, entities, missing, unknown, claimed, true: real, right, purity, cover } = row as Sums // each is a double
  return {
    records, clusters, entities, missing, unknown,
    pairs: { claimed, true: real, right },
    pairwise: agreement(claimed === 0 ? 1 : right / claimed, real === 0 ? 1 : right / real),
    bcubed: agreement(purity / records, cover / records),
  }
}

function agreement(precision: number, recall: number): Agreement {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

async function take(ask: Ask, name: 'found' | 'truth', grouping: Grouping): Promise<void> {
  const { file } = grouping
  const { source, columns } = await look(ask, file)
  const id = trimmed(column(columns, grouping.id, 0, file))
  const group = grouping.groupFrom === undefined ? trimmed(column(columns, grouping.group, 1, file)) : `regexp_extract(${id}, ${quote(grouping.groupFrom)}, 1)`
  await read(file, () => ask(`create table ${name} as select ${id} as id, nullif(${group}, '') as grp from ${source}`))
  const [twice] = await ask(`select id, count(*)::double as times from ${name} group by id having times > 1 or id is null or id = '' order by id limit 1`)
  if (!twice) return
  if (!twice.id) throw new Misconfigured(`${file} 中有的记录没有编号`, `${file} has a record without an id`)
  throw new Misconfigured(`${file} 中记录 ${twice.id} 出现 ${twice.times} 次`, `${file} has record ${twice.id} ${twice.times} times`)
}

async function takePairs(ask: Ask, file: string): Promise<void> {
  const { source, columns } = await look(ask, file)
  const [a, b, zone] = ['a', 'b', 'zone'].map((name, at) => trimmed(column(columns, name, at, file)))
  await read(file, () => ask(`create table pair as select ${a} as a, ${b} as b, ${zone} as zone from ${source}`))
}

async function look(ask: Ask, file: string): Promise<{ source: string; columns: string[] }> {
  if (!existsSync(file)) throw new Misconfigured(`没有文件 ${file}`, `there is no file ${file}`)
  const source = file.endsWith('.parquet')
    ? `read_parquet(${quote(file)})`
    : `read_csv(${quote(file)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', nullstr = '')`
  return { source, columns: await read(file, async () => (await ask(`describe select * from ${source}`)).map((row) => String(row.column_name))) }
}

async function refuseUngrouped(ask: Ask, { file, groupFrom }: Grouping): Promise<void> {
  const [some] = await ask(`select count(*)::double as records, count_if(grp is null)::double as bare, min(id) filter (grp is null) as example from truth`)
  if (Number(some?.records) === 0) throw new Misconfigured(`${file} 中没有记录`, `${file} has no record`)
  if (Number(some?.bare) === 0) return
  const by = groupFrom === undefined ? '' : groupFrom
  throw new Misconfigured(
    `${file} 中有 ${some?.bare} 条记录看不出属于谁，如 ${some?.example}${by && `（按 ${by}）`}`,
    `${file} does not tell whose ${some?.bare} records are, such as ${some?.example}${by && ` (by ${by})`}`,
  )
}

function column(columns: string[], wanted: string | undefined, place: number, file: string): string {
  const found = wanted === undefined ? columns[place] : columns.find((name) => name.trim() === wanted)
  if (found !== undefined) return found
  const names = columns.map((name) => name.trim()).join(', ')
  throw new Misconfigured(`${file} 中没有 ${wanted ?? `第 ${place + 1}`} 列，只有：${names}`, `${file} has no column ${wanted ?? place + 1}, only ${names}`)
}

/** What DuckDB says of a file goes to whoever named the file. */
async function read<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).split('\n')[0]
    throw new Misconfigured(`读不了 ${file}：${reason}`, `cannot read ${file}: ${reason}`)
  }
}

function trimmed(name: string): string {
  return `trim("${name.replaceAll('"', '""')}"::varchar)`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
