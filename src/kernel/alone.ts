import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Misconfigured } from './error.ts'

/**
 * Runs the work while no other process of this machine runs work under the same name.
 * The lock is an abstract socket: the system frees it when its holder dies, so none is ever stale.
 */
export async function alone<T>(name: string, work: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  const held = await hold(`\0yilan-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`, name, Date.now() + patienceMs)
  try {
    return await work()
  } finally {
    held.close()
  }
}

async function hold(address: string, name: string, until: number): Promise<Server> {
  for (;;) {
    const held = await listen(address)
    if (held) return held
    if (Date.now() > until) {
      throw new Misconfigured(`另一个一览进程一直占用 ${name}，请先结束它`, `another Yilan process keeps ${name} to itself; end it first`)
    }
    await pause(30)
  }
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((stranger) => stranger.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => resolve(server))
    server.unref()
  })
}
