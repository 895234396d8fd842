import { useEffect, useRef } from 'react'
import { App, Button } from 'antd'
import { keepPreviousData, QueryClient, useMutation, useQuery, type UseQueryOptions, type UseQueryResult } from '@tanstack/react-query'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { fetchDoor, saveFile, type AnyDoor } from './fetch.tsx'
import { words, type OwnWords } from './refusal.tsx'
import { t } from './text.ts'

export { onSignedOut, standAt, type AnyDoor } from './fetch.tsx'

/** Everything the browser knows of the bank. Emptied at sign-out. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 5 * 60_000,
      networkMode: 'always',
      retry: (tries, refused) => tries < 2 && refused instanceof Refused && refused.code === 'unavailable',
    },
    mutations: { networkMode: 'always' },
  },
})

/** Goes through a door once. Failures are `Refused`: a code and facts. */
export function call<D extends AnyDoor>(door: D, input: InputOf<D>, options: { key?: string; signal?: AbortSignal; file?: File } = {}): Promise<ReplyOf<D>> {
  return fetchDoor(door, input as Record<string, unknown>, options) as Promise<ReplyOf<D>> // the server checks the reply against this very schema
}

export type AskOptions = {
  enabled?: boolean
  /** Shows the former answer while a changed input is asked. */
  keep?: boolean
  /** Asks again after so many milliseconds. */
  every?: number
}

export function useAsk<D extends AnyDoor>(door: D, input: InputOf<D>, options: AskOptions = {}): UseQueryResult<ReplyOf<D>, Refused> {
  return useQuery({
    queryKey: keyOf(door, input),
    queryFn: ({ signal }) => call(door, input, { signal }),
    enabled: options.enabled ?? true,
    placeholderData: options.keep === true ? keepPreviousData<ReplyOf<D>> : undefined,
    refetchInterval: options.every,
  } as UseQueryOptions<ReplyOf<D>, Refused>) // the library's own type of placeholderData forbids a generic reply
}

/** Something that is looked at again and again: `then` is called when it has become another, not when it is first known. */
export function useMoved(state: string | undefined, then: () => void): void {
  const before = useRef(state)
  useEffect(() => {
    if (before.current !== undefined && before.current !== state) then()
    before.current = state
  }, [state])
}

export function keyOf<D extends AnyDoor>(door: D, input: InputOf<D>): [string, InputOf<D>] {
  return [sign(door), input]
}

/** What was asked at these doors is asked again. */
export async function invalidate(...doors: AnyDoor[]): Promise<void> {
  await Promise.all(doors.map((door) => client.invalidateQueries({ queryKey: [sign(door)] })))
}

export type DoOptions<D extends AnyDoor, U extends AnyDoor = AnyDoor> = {
  invalidates?: AnyDoor[]
  /** Said when it is done. */
  done?: string | ((reply: ReplyOf<D>, input: InputOf<D>) => string)
  /** Offers 撤销 for 10 seconds. */
  undo?: { door: U; input: (reply: ReplyOf<D>, input: InputOf<D>) => InputOf<U> }
  /** Shows the outcome before the server answers, and takes it back if refused: `expect: (input) => [expecting(listTasks, {}, (old) => …)]`. */
  expect?: (input: InputOf<D>) => Expectation[]
  /** The room's own sentence for a refusal: `{ conflict: t.alreadyDone }`. */
  words?: OwnWords
}

/** A change. `run` tells what came of it; `attempt` leaves the telling to the caller and throws `Refused`. */
export function useDo<D extends AnyDoor, U extends AnyDoor = AnyDoor>(door: D, options: DoOptions<D, U> = {}) {
  const { message } = App.useApp()
  const intent = useRef<Intent | null>(null)
  const change = useMutation<ReplyOf<D>, Refused, InputOf<D>, Expectation[]>({
    mutationFn: (input) => call(door, input, { key: keyFor(intent, input) }),
    onMutate: (input) => hope(options.expect?.(input) ?? []),
    onError: (refused, _input, hoped) => {
      takeBack(hoped ?? [])
      if (refused.code !== 'unavailable' && refused.code !== 'in-progress') intent.current = null
    },
    onSuccess: () => {
      intent.current = null
    },
    onSettled: () => invalidate(...(options.invalidates ?? [])),
  })
  const attempt = (input: InputOf<D>): Promise<ReplyOf<D>> => change.mutateAsync(input)
  const run = (input: InputOf<D>, then?: (reply: ReplyOf<D>) => void): void => {
    attempt(input).then(
      (reply) => {
        announce(message, options, reply, input)
        then?.(reply)
      },
      (refused: unknown) => tell(message, refused, options.words),
    )
  }
  return { run, attempt, busy: change.isPending, refused: change.error }
}

/** Sends one file through a door that takes one; what came of it is told. */
export function useSend<D extends AnyDoor>(door: D, options: Pick<DoOptions<D>, 'invalidates' | 'done' | 'words'> = {}) {
  const { message } = App.useApp()
  const sending = useMutation<ReplyOf<D>, Refused, { input: InputOf<D>; file: File }>({
    mutationFn: ({ input, file }) => call(door, input, { file }),
    onSuccess: (reply, { input }) => announce(message, options, reply, input),
    onError: (refused) => tell(message, refused, options.words),
    onSettled: () => invalidate(...(options.invalidates ?? [])),
  })
  return { run: (input: InputOf<D>, file: File) => sending.mutate({ input, file }), busy: sending.isPending }
}

/** Saves a file from its door; a refusal is told. */
export function useSave<D extends AnyDoor>(door: D, options: Pick<DoOptions<D>, 'invalidates' | 'words'> = {}) {
  const { message } = App.useApp()
  const saving = useMutation<void, Refused, InputOf<D>>({
    mutationFn: (input) => saveFile(door, input as Record<string, unknown>),
    onError: (refused) => tell(message, refused, options.words),
    onSettled: () => invalidate(...(options.invalidates ?? [])),
  })
  return { run: (input: InputOf<D>) => saving.mutate(input), busy: saving.isPending }
}

export type Expectation = { key: unknown[]; change: (old: unknown) => unknown; before?: unknown }

export function expecting<D extends AnyDoor>(door: D, input: InputOf<D>, change: (old: ReplyOf<D>) => ReplyOf<D>): Expectation {
  return { key: keyOf(door, input), change: change as (old: unknown) => unknown } // cached under this door's key, hence its reply
}

function sign(door: AnyDoor): string {
  return `${door.method} ${door.path}`
}

type Intent = { key: string; said: string }

// One intent, one key: pressing again after the line broke repeats the same request instead of making a second one.
function keyFor(intent: { current: Intent | null }, input: unknown): string {
  const said = JSON.stringify(input)
  if (intent.current?.said !== said) intent.current = { key: crypto.randomUUID(), said }
  return intent.current.key
}

async function hope(expectations: Expectation[]): Promise<Expectation[]> {
  for (const expected of expectations) {
    await client.cancelQueries({ queryKey: expected.key })
    expected.before = client.getQueryData(expected.key)
    if (expected.before !== undefined) client.setQueryData(expected.key, expected.change(expected.before))
  }
  return expectations
}

function takeBack(expectations: Expectation[]): void {
  for (const { key, before } of expectations) client.setQueryData(key, before)
}

type Message = ReturnType<typeof App.useApp>['message']

function announce<D extends AnyDoor, U extends AnyDoor>(message: Message, options: DoOptions<D, U>, reply: ReplyOf<D>, input: InputOf<D>): void {
  const { done, undo } = options
  const said = typeof done === 'function' ? done(reply, input) : done
  if (undo === undefined) {
    if (said !== undefined) message.success(said)
    return
  }
  const key = crypto.randomUUID()
  const goBack = async () => {
    message.destroy(key)
    try {
      await call(undo.door, undo.input(reply, input), { key })
      message.success(t.undone)
    } catch (refused) {
      tell(message, refused, options.words)
    }
    await invalidate(...(options.invalidates ?? []))
  }
  message.success({ key, duration: 10, content: <>{said ?? t.saved} <Button size="small" type="link" onClick={goBack}>{t.undo}</Button></> })
}

function tell(message: Message, failed: unknown, own?: OwnWords): void {
  if (!(failed instanceof Refused)) throw failed
  if (failed.code === 'signed-out') return // the sign-in page is already there
  const { title, advice } = words(failed, own)
  message.error(advice === '' ? title : t.sentences(title, advice))
}
