import { readdirSync, readFileSync } from 'node:fs'

/** Names one process for good: a number is given again, a number with its birth is not. */
export function birth(pid: number): string | undefined {
  // After the name in brackets: the state is the 1st word, the start time the 20th (proc_pid_stat(5)).
  const words = readProc(pid, 'stat')?.replace(/^.*\) /s, '').split(' ')
  // A zombie only waits to be reaped, which the first process of a container may never do.
  return !words || words[0] === 'Z' || words[0] === 'X' ? undefined : words[19]
}

export function commandOf(pid: number): string {
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? ''
}

export function processes(): number[] {
  return readdirSync('/proc').map(Number).filter((pid) => pid > 0)
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined // it ended in the meantime
  }
}
