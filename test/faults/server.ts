/** A child of the fault tests: one whole process of Yilan over the database named by the environment. */
import { flushCompileCache } from 'node:module'
import { readConfig } from '../../src/kernel/config.ts'
import { startCluster } from '../../src/kernel/cluster.ts'
import { openDatabase } from '../../src/app/open.ts'
import { startServer } from '../../src/app/server.ts'

const config = readConfig()
const cluster = await startCluster(config)
const { urls } = await openDatabase(cluster, config, process.env.YILAN_TEST_DATABASE)
const server = await startServer({ config, cluster, urls, close: () => cluster.stop() }, {
  callsPerMinute: 10_000_000,
  // A machine that runs many tests at once is slow, and not to be shed for it.
  ...(process.env.YILAN_TEST_PATIENT && { maxDelayMs: 0 }),
})
console.log(`ready ${server.address}`)
flushCompileCache() // as `npm start` does
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
