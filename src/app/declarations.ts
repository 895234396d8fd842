/** Declarations lie as JSON files, one a source. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Misconfigured } from '#kernel/error'

export function readDeclarations(folder: string, ending = '.json'): unknown[] {
  return readdirSync(folder).filter((name) => name.endsWith(ending)).toSorted().map((name) => {
    try {
      return JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown // checked by feed against its schema
    } catch (error) {
      throw new Misconfigured(`接口声明 ${name} 不是有效的 JSON:${(error as Error).message}`, `the declaration ${name} is no JSON: ${(error as Error).message}`)
    }
  })
}
