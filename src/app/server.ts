/** One process of Yilan: the web, the worker, or both, over an opened house. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeSignOn, gate, openSignOn } from '#platform/access'
import { setDropFolder } from '#platform/feed'
import { startWorker } from '#kernel/job'
import { createLog, serve } from '#kernel/serve'
import { setUploads } from '#kernel/upload'
import type { Opened } from './open.ts'

export const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url))
/** The bank's network may cut a drain short; this is how long a stop waits for answers under way. */
const DRAIN_MS = 25_000

export type Server = { address: string | null; stop(): Promise<void> }

export async function startServer(opened: Opened, options: { callsPerMinute?: number; maxDelayMs?: number } = {}): Promise<Server> {
  const { config, cluster, urls } = opened
  const log = createLog()
  const unwatch = cluster.watch(
    () => log.warn('数据库已自动恢复 · the database is back'),
    (trouble) => log.error({ trouble: String(trouble) }, '数据库尚未恢复 · the database is not back yet'),
  )
  openSignOn(urls.auth, config)
  setDropFolder(config.drop)
  setUploads({ scratch: join(config.home, 'scratch'), bytes: config.uploadMegabytes * 1024 * 1024 })
  const worker = config.role === 'web' ? undefined : await startWorker(urls.queue, log)
  const app = config.role === 'worker' ? undefined : await serve({
    gate,
    log,
    secure: config.tls !== undefined || config.proxy.length > 0,
    ...(config.tls && { tls: { cert: config.tls.cert.toString(), key: config.tls.key.toString() } }),
    ...(config.proxy.length > 0 && { trustProxy: config.proxy }),
    ...(existsSync(join(WEB, 'index.html')) && { web: WEB }),
    ...options,
  })
  const address = app ? await app.listen({ port: config.port, host: config.host }) : null
  return {
    address,
    async stop() {
      const late = setTimeout(() => app?.server.closeAllConnections(), DRAIN_MS).unref()
      await app?.close()
      clearTimeout(late)
      await worker?.stop()
      await closeSignOn()
      unwatch()
      await opened.close()
    },
  }
}
