/** `node resolve.ts INPUT CONFIG OUT`: resolves one file and says what it took. */
import { readFileSync } from 'node:fs'
import { resolveFiles, type FileConfig } from '../../src/center/identity/index.ts'

const [input = '', config = '', out = ''] = process.argv.slice(2)
const start = performance.now()
const figures = await resolveFiles({ inputs: [input], config: JSON.parse(readFileSync(config, 'utf8')) as FileConfig, out })
console.log(JSON.stringify({ figures, seconds: (performance.now() - start) / 1000, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))
