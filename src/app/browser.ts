import { spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { Misconfigured } from '#kernel/error'

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const CHINESE_FONT = '/usr/share/fonts/**/NotoSansCJK*'
const PACKAGES = ['chromium', 'fonts-noto-cjk']

/** The Chromium that walks the journeys, with a Chinese font; installed from Debian when it is missing and may be. */
export async function findBrowser(): Promise<string> {
  const found = process.env.YILAN_BROWSER ?? installed()
  if (found && globSync(CHINESE_FONT).length > 0) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`正在安装 installing: ${PACKAGES.join(' ')} …`)
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...PACKAGES)
  }
  const browser = found ?? installed()
  if (browser) return browser
  throw new Misconfigured(`找不到 Chromium：请执行 apt-get install ${PACKAGES.join(' ')}，或以 YILAN_BROWSER 指明其位置`,
    `no Chromium found: apt-get install ${PACKAGES.join(' ')}, or name its path in YILAN_BROWSER`)
}

function installed(): string | undefined {
  return BROWSERS.find((path) => existsSync(path))
}

/** Its failure shows in what is then missing. */
function apt(...words: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('apt-get', ['-qq', ...words], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}
