/** Progress of long work on the terminal: a bar where someone looks, a line now and then where not. */
const WIDTH = 28

export type Progress = { at(share: number, note?: string): void; done(note?: string): void }

export function progress(title: string): Progress {
  const start = performance.now()
  let lastAt = 0
  const write = (share: number, note: string, end: boolean) => {
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')
    const line = `${title} ${bar} ${String(Math.round(share * 100)).padStart(3)}% ${((performance.now() - start) / 1000).toFixed(1)}s ${note}`
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}${end ? '\n' : ''}`)
    else process.stderr.write(`${line}\n`)
  }
  return {
    at(share, note = '') {
      const now = performance.now()
      if (now - lastAt < (process.stderr.isTTY ? 80 : 3000)) return
      lastAt = now
      write(Math.min(share, 1), note, false)
    },
    done: (note = '') => write(1, note, true),
  }
}
