/** `bin/bench NAME [--sizes A,B]`: prints figures with the machine, the sizes side by side and the goals. It never fails on a time. */
import { cpus, totalmem } from 'node:os'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { leave } from './leave.ts'

const folder = fileURLToPath(new URL('../../test/bench/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.bench.ts')).map((name) => name.replace('.bench.ts', ''))
const { values, positionals } = parseArgs({ allowPositionals: true, options: { sizes: { type: 'string', default: '20000,1000000' } } })
const [name = ''] = positionals

if (!existsSync(`${folder}${name}.bench.ts`)) {
  console.error(`用法 · usage: bin/bench ${names.join('|')} [--sizes 20000,1000000]`)
  process.exit(2)
}
try {
  console.log(`${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`)
  const { bench } = (await import(`${folder}${name}.bench.ts`)) as { bench: (sizes: number[]) => Promise<void> }
  await bench(values.sizes.split(',').map(Number))
  process.exit(0)
} catch (error) {
  leave(error)
}
