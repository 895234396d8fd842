/** `bin/dev`: the server, started anew on each change of its code, and the pages rebuilt beside it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const children = [
  spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--watch'], { cwd: root, stdio: 'inherit' }),
  spawn(process.execPath, ['--watch', '--watch-path=src', 'src/app/start.ts'], { cwd: root, stdio: 'inherit' }),
]
const stop = () => children.forEach((child) => child.kill('SIGTERM'))
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
