/** Opens the house: settings, keys, database, plan of the tables, rooms. Every command begins here. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startCluster, type Cluster } from '#kernel/cluster'
import { readConfig, type Config } from '#kernel/config'
import { migrate } from '#kernel/migrate'
import { bucketStore, folderStore, keepObjects } from '#kernel/object'
import { install } from '#kernel/room'
import { keepHeads } from '#kernel/seal'
import { installKeys } from '#kernel/secret'
import { connect, disconnect } from '#kernel/tx'
import { allowDestinations } from '#platform/open'
import { setScanner } from '#center/document'
import { house } from './rooms.ts'

export type Opened = {
  config: Config
  cluster: Cluster
  /** Addresses for what speaks to the database without a tx: the queue and the sign-on. */
  urls: { owner: string; app: string; engine: string; queue: string; auth: string }
  close(): Promise<void>
}

export const SOURCE = fileURLToPath(new URL('../', import.meta.url))

export async function open(options: { config?: Config; onStep?: (name: string) => void; pools?: { app?: number; engine?: number } } = {}): Promise<Opened> {
  const config = options.config ?? readConfig()
  const cluster = await startCluster(config)
  const { urls } = await openDatabase(cluster, config, undefined, options)
  return {
    config,
    cluster,
    urls,
    async close() {
      await disconnect()
      await cluster.stop()
    },
  }
}

/** The same on one named database of a running cluster: the tests' many copies. */
export async function openDatabase(cluster: Cluster, config: Config, database?: string, options: { onStep?: (name: string) => void; pools?: { app?: number; engine?: number } } = {}) {
  const url = (role: 'owner' | 'app' | 'engine' | 'queue' | 'auth') => cluster.url(role, database)
  const urls = { owner: url('owner'), app: url('app'), engine: url('engine'), queue: url('queue'), auth: url('auth') }
  installKeys(config.keys)
  keepHeads(join(config.home, 'audit.head'))
  keepObjects('folder' in config.objects ? folderStore(config.objects.folder) : bucketStore(config.objects))
  setScanner(config.scanner)
  allowDestinations({ networks: config.hookNetworks, plain: config.profile === 'demo' })
  install(house)
  await migrate(urls, SOURCE, options.onStep)
  connect(urls, options.pools)
  return { urls }
}
