/** How a command ends when it cannot go on: what is wrong and what to do, in both languages, never a stack. */
import { Misconfigured, Refused } from '#kernel/error'

export function leave(error: unknown): never {
  if (error instanceof Misconfigured) console.error(`\n✗ ${error.zh}\n✗ ${error.en}\n`)
  else if (error instanceof Refused) console.error(`\n✗ 未能完成：${error.code} ${JSON.stringify(error.facts)}\n✗ refused: ${error.message}\n`)
  else console.error(error)
  process.exit(2)
}
