/** Builds the pages when their sources have changed since the last time. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'

/** Returns whether anything was built. `onProgress` hears a share from 0 to 1. */
export async function buildWeb(root: string, outDir: string, onProgress: (share: number) => void = () => {}): Promise<boolean> {
  const mark = join(outDir, 'built-from')
  const wanted = digest(root)
  if (existsSync(mark) && existsSync(join(outDir, 'index.html')) && readFileSync(mark, 'utf8') === wanted) return false
  onProgress(0)
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir }, plugins: [progress(onProgress)] })
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, wanted) // last, so that a build cut short is built again
  onProgress(1)
  return true
}

// Every source may be used by a page through a door sign; reading them all takes a few milliseconds.
function digest(root: string): string {
  const files = globSync(['src/**/*.{ts,tsx,css,svg}', 'index.html', 'vite.config.ts', 'package.json', 'package-lock.json'], { cwd: root, exclude: ['**/*.test.ts'] })
  const hash = createHash('sha256')
  for (const file of files.toSorted()) hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0')
  return hash.digest('hex')
}

const EXPECTED_MODULES = 4500 // what the pages and their libraries come to; only the bar depends on it

function progress(onProgress: (share: number) => void) {
  let seen = 0
  return {
    name: 'progress',
    moduleParsed() {
      if (++seen % 100 === 0) onProgress(Math.min(0.9, (0.9 * seen) / EXPECTED_MODULES))
    },
  }
}
