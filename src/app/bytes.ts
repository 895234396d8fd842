import { progress } from './progress.ts'

/** Progress of copying: told each piece, it knows the share. */
export function byBytes(title: string, total: number): { counted(bytes: number): void; done(): void } {
  const bar = progress(title)
  const whole = Math.max(1, total)
  let copied = 0
  return {
    counted(bytes) {
      copied += bytes
      bar.at(copied / whole, `${Math.ceil(copied / 2 ** 20)} MB`)
    },
    done: () => bar.done(`${Math.ceil(copied / 2 ** 20)} MB`),
  }
}
