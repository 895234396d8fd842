/** An office document is a zip: looked at by its table of contents, never unpacked. */
import { openZip } from '#platform/feed'
import { Refused } from '#kernel/error'

/** Text of a document packs well; a hundredfold is a bomb. */
const BOUNDS = { entries: 1000, bytes: 200 * 1024 * 1024, ratio: 100 }

/** What is wrong with it, if anything is: too much inside, paths that lead out, entries that share their bytes, archives and programs within. */
export async function looseEnds(path: string): Promise<string | undefined> {
  try {
    const zip = await openZip(path, BOUNDS)
    zip.close()
    const names = zip.entries.map(({ fileName }) => fileName)
    if (names.some((name) => /vbaProject|activeX|oleObject/i.test(name))) return 'active'
    return names.some((name) => /\.(zip|jar|7z|rar|gz|docm|xlsm|exe|dll|js|vbs|bat|cmd|ps1|html?|svg)$/i.test(name)) ? 'nested' : undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.code === 'too-large' || error.facts.code === 'archive-overlaps' ? 'bomb' : error.facts.code === 'archive-leads-elsewhere' ? 'paths' : 'broken'
  }
}
