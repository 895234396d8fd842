/** Files sent up by people, or dropped into a folder: kept sealed until a job reads them, which any process may be. */
import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refused } from '#kernel/error'
import { engine, type Tx } from '#kernel/tx'
import { inScratch, type Upload } from '#kernel/upload'
import { alone } from './alone.ts'
import { unpackInto } from './archive.ts'
import { wholeBank } from './design.ts'
import { uploadAsked } from './events.ts'
import { importFolder, type Summary } from './import.ts'
import { liveDeclarations } from './live.ts'
import { dropOriginal, keepOriginal, writeOriginal } from './original.ts'
import type { UploadRow } from './upload.api.ts'

export async function takeUpload(tx: Tx, face: string | undefined, file: Upload): Promise<{ upload: number }> {
  wholeBank(tx)
  if (face !== undefined && !(await tx.one`select 1 from feed.interface where name = ${face} limit 1`)) throw new Refused('not-found', { interface: face })
  if (file.bytes === 0) throw new Refused('unprocessable', { code: 'empty-file' })
  const made = await tx.one<{ upload: number }>`
    insert into feed.upload (file, sha256, bytes, interface, staff) values (${file.name}, ${file.sha256}, ${file.bytes}, ${face ?? null}, ${tx.who.staff}) returning upload`
  const { upload } = made as { upload: number } // an insert without a conflict clause returns its row
  await keepOriginal(tx, file.sha256, file.path)
  await uploadAsked.publish(tx, { upload })
  return { upload }
}

export async function uploads(tx: Tx, { after, limit = 50 }: { after?: string; limit?: number }) {
  if (after !== undefined && !/^\d{1,9}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  const rows = await tx<UploadRow[]>`
    select u.upload, u.file, u.bytes, u.state, u.note, p.name as "staffName", u.at, coalesce(r.runs, '{}') as runs, coalesce(r.lines, 0) as lines, coalesce(r.rejected, 0) as rejected
    from feed.upload u left join access.staff p on p.staff = u.staff
    cross join lateral (
      -- Files sent up together are one load: each has the runs of its own name, an archive those that are no other's.
      select array_agg(r.run order by r.run) as runs, sum(r.lines)::int as lines, sum(r.rejected)::int as rejected
      from feed.run r
      where r.load = u.load and (r.file = u.file or u.file ~* '\\.zip$' and not exists (select from feed.upload o where o.load = u.load and o.file = r.file))) r
    where u.upload < ${Number(after ?? 2147483647)}
    order by u.upload desc
    limit ${limit}`
  return { rows, next: rows.length === limit ? String(rows.at(-1)?.upload) : null }
}

type Waiting = { upload: number; file: string; sha256: string; interface: string | null }

/** Reads everything that waits, as one delivery: customers before their accounts, in whatever order they were sent. A second call finds it done. */
export async function readUploads(): Promise<void> {
  await alone('uploads', async () => {
    for (let waiting = await claim(); waiting.length > 0; waiting = await claim()) await readTogether(waiting)
  }).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.code !== 'in-progress') throw error // whoever is at it takes these too
  })
}

function claim(): Promise<Waiting[]> {
  return engine('feed', (tx) => tx<Waiting[]>`
    update feed.upload set state = 'running' where state in ('waiting', 'running') returning upload, file, sha256, interface`)
}

async function readTogether(waiting: Waiting[]): Promise<void> {
  const named = [...new Set(waiting.map((each) => each.interface))]
  for (const face of named) {
    await inScratch(async (folder) => {
      const laid = await layOut(folder, waiting.filter((each) => each.interface === face))
      if (laid.length === 0) return
      const summary = await bring(folder, face)
      for (const { upload } of laid) {
        const runs = summary.runs.filter(({ file }) => file?.startsWith(`${join(folder, String(upload))}/`))
        await close(upload, summary.load, faultOf({ ...summary, runs }))
      }
    })
  }
  for (const { sha256 } of waiting) await engine('feed', (tx) => dropOriginal(tx, sha256))
}

/** Each in a folder of its own; an archive that is none is refused here, the others go on. */
async function layOut(folder: string, waiting: Waiting[]): Promise<Waiting[]> {
  const laid: Waiting[] = []
  for (const each of waiting) {
    const own = join(folder, String(each.upload))
    const path = join(own, basename(each.file).replace(/^\.+/, '') || 'file')
    mkdirSync(own, { mode: 0o700 })
    await engine('feed', (tx) => writeOriginal(tx, each.sha256, path))
    try {
      if (/\.zip$/i.test(each.file)) {
        await unpackInto(path, join(own, 'unpacked'))
        rmSync(path)
      }
      laid.push(each)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      rmSync(own, { recursive: true })
      await close(each.upload, null, String(error.facts.code ?? error.code))
    }
  }
  return laid
}

/** Whether a killed process left something behind. */
export async function isUploadLate(lateSeconds: number): Promise<boolean> {
  const found = await engine('feed', (tx) => tx.one`select 1 from feed.upload where state in ('waiting', 'running') and at < now() - make_interval(secs => ${lateSeconds}) limit 1`)
  return found !== undefined
}

export async function bring(folder: string, face: string | null): Promise<Summary> {
  return importFolder({ folder, declarations: await engine('feed', liveDeclarations), ...(face !== null && { as: face }) })
}

export function faultOf({ runs }: Summary): string | null {
  if (runs.length === 0) return 'no-interface'
  return runs.find(({ state }) => state === 'failed' || state === 'busy')?.note ?? null
}

async function close(upload: number, load: number | null, note: string | null): Promise<void> {
  await engine('feed', (tx) => tx`update feed.upload set state = ${note === null ? 'done' : 'failed'}, load = ${load}, note = ${note}, finished_at = now() where upload = ${upload}`)
}
