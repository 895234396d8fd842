/** `bin/migrate`: brings the database to this house's plan and says what was done. */
import { leave } from './leave.ts'
import { open } from './open.ts'

try {
  const opened = await open({ onStep: (name) => console.log(`迁移 ${name}`) })
  await opened.close()
  console.log('数据库结构已是最新 · the database is current')
} catch (error) {
  leave(error)
}
