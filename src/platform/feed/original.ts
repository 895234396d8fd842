/** A file as it came, beside the lines that were made of it, or until a job reads it: sealed, for the engine alone. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { openBlock, sealBlock } from '#kernel/secret'
import type { Tx } from '#kernel/tx'

const PART_BYTES = 1024 * 1024

/** The bytes of a file as it came, sealed a megabyte at a time. The same bytes are kept once. */
export async function keepOriginal(tx: Tx, sha256: string, path: string): Promise<void> {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(PART_BYTES)
  try {
    for (let part = 0; ; part++) {
      const read = readSync(file, bytes, 0, PART_BYTES, part * PART_BYTES)
      if (read === 0) return
      await tx`insert into feed.original (sha256, part, sealed) values (${sha256}, ${part}, ${sealBlock(bytes.subarray(0, read))}) on conflict do nothing`
    }
  } finally {
    closeSync(file)
  }
}

export async function writeOriginal(tx: Tx, sha256: string, path: string): Promise<void> {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let part = 0; ; part++) {
      const found = await tx.one<{ sealed: Buffer }>`select sealed from feed.original where sha256 = ${sha256} and part = ${part}`
      if (!found) return
      writeSync(file, openBlock(found.sealed))
    }
  } finally {
    closeSync(file)
  }
}

/** Files of lines are in their blocks by now; what was turned into lines stays beside them, as it came. */
export async function dropOriginal(tx: Tx, sha256: string): Promise<void> {
  await tx`
    delete from feed.original o
    where o.sha256 = ${sha256}
      and not exists (select from feed.upload u where u.sha256 = o.sha256 and u.state in ('waiting', 'running'))
      and not exists (
        select from feed.run r join feed.interface i on i.interface = r.interface
        where r.sha256 = o.sha256 and i.declaration ->> 'format' in ('xlsx', 'parquet'))`
}
