/** A child of the fault tests: imports a folder into the database named by the environment, and says how far it is. */
import { readConfig } from '../../src/kernel/config.ts'
import { startCluster } from '../../src/kernel/cluster.ts'
import { drain } from '../../src/kernel/job.ts'
import { disconnect } from '../../src/kernel/tx.ts'
import { readDeclarations } from '../../src/app/declarations.ts'
import { openDatabase } from '../../src/app/open.ts'
import { importFolder } from '../../src/platform/feed/index.ts'

const folder = process.argv[2] ?? ''
const config = readConfig()
const cluster = await startCluster(config)
const { urls } = await openDatabase(cluster, config, process.env.YILAN_TEST_DATABASE)
const { runs } = await importFolder({ folder, declarations: readDeclarations(folder, '.source.json'), onProgress: ({ share }) => void process.stdout.write(`${share}\n`) })
await drain(urls.queue)
process.stdout.write(`${JSON.stringify(runs)}\n`)
await disconnect()
await cluster.stop()
