/** Looking a document through for viruses: by a command of the bank's, or a clamd it runs. */
import { spawn } from 'node:child_process'
import { createConnection } from 'node:net'

export type Verdict = 'clean' | 'infected'
export type Scanner = (bytes: Buffer) => Promise<Verdict>

/** Set once at the start: none, `tcp://host:3310` (clamd) or a command that reads the file from its input and ends with 0 clean, 1 infected. */
export function setScanner(where: string | undefined): void {
  scanner = where === undefined ? undefined : where.startsWith('tcp://') ? clamd(new URL(where)) : command(where)
}

export const theScanner = (): Scanner | undefined => scanner

const PATIENCE_MS = 120_000
const CHUNK = 64 * 1024
let scanner: Scanner | undefined

function command(line: string): Scanner {
  const [program = '', ...words] = line.split(/\s+/)
  return (bytes) => new Promise((resolve, reject) => {
    const running = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'], timeout: PATIENCE_MS })
    running.on('error', reject)
    running.on('exit', (code) => (code === 0 ? resolve('clean') : code === 1 ? resolve('infected') : reject(new Error(`the scanner ended with ${code}`))))
    running.stdin.on('error', () => {}) // it may have seen enough before the end
    running.stdin.end(bytes)
  })
}

/** clamd's INSTREAM: chunks with their length before them, an empty one at the end, one line back. */
function clamd({ hostname, port }: URL): Scanner {
  return (bytes) => new Promise((resolve, reject) => {
    const line = createConnection({ host: hostname, port: Number(port) || 3310 })
    let said = ''
    line.setTimeout(PATIENCE_MS, () => line.destroy(new Error('the scanner does not answer')))
    line.on('error', reject)
    line.on('data', (part) => (said += part.toString('latin1')))
    line.on('close', () => (/\bOK\b/.test(said) ? resolve('clean') : /\bFOUND\b/.test(said) ? resolve('infected') : reject(new Error('the scanner gave no verdict'))))
    line.write('zINSTREAM\0')
    for (let place = 0; place < bytes.length; place += CHUNK) {
      const chunk = bytes.subarray(place, place + CHUNK)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      line.write(length)
      line.write(chunk)
    }
    line.write(Buffer.alloc(4))
  })
}
