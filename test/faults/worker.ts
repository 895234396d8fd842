/** A child of the fault tests: the worker of Yilan alone, over the database named by the environment. */
import { readConfig } from '../../src/kernel/config.ts'
import { startCluster } from '../../src/kernel/cluster.ts'
import { startWorker } from '../../src/kernel/job.ts'
import { createLog } from '../../src/kernel/serve.ts'
import { openDatabase } from '../../src/app/open.ts'

const config = readConfig()
const cluster = await startCluster(config)
const { urls } = await openDatabase(cluster, config, process.env.YILAN_TEST_DATABASE)
await startWorker(urls.queue, createLog(process.env.YILAN_LOG ?? 'warn'))
console.log('ready')
