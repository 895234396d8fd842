/** A door sign, shared by server and browser: path, permission, input, reply, masking. */
import { Type, type Static, type TSchema, type TObject } from 'typebox'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type Door<I extends TObject = TObject, R extends TSchema = TSchema> = {
  readonly method: Method
  /** Without the /api prefix: `/customer/customers/:customerNo`. */
  readonly path: string
  readonly may: string
  readonly input: I
  readonly reply: R
  /** A POST that only reads: a search by personal data, so that none of it lies in a URL. */
  readonly reads: boolean
  /** A password or a code goes in or comes out: neither the answer nor a digest of the call is kept with its Idempotency-Key. */
  readonly secret: boolean
  /**
   * The work reaches beyond the rows of whoever asks (a merge moves records of every branch): its transaction sees all rows, and the function
   * behind the door asks first what this person may see and do.
   */
  readonly beyond: boolean
  /** One file comes with the call, as multipart; the rest of the input stands in the address. */
  readonly upload: boolean
}

export function endpoint<I extends TObject, R extends TSchema>(sign: {
  at: `${Method} /${string}`
  may: string
  input: I
  reply: R
  reads?: true
  secret?: true
  beyond?: true
  upload?: true
}): Door<I, R> {
  const [method, path] = sign.at.split(' ') as [Method, string] // the template type above guarantees both parts
  return { method, path, may: sign.may, input: sign.input, reply: sign.reply, reads: method === 'GET' || sign.reads === true, secret: sign.secret === true, beyond: sign.beyond === true, upload: sign.upload === true }
}

export type InputOf<D> = D extends Door<infer I, TSchema> ? Static<I> : never
export type ReplyOf<D> = D extends Door<TObject, infer R> ? Static<R> : never

/** The kinds of personal data and what a mask leaves of each: see mask.ts. */
export type PersonalKind = 'name' | 'idNumber' | 'phone' | 'email' | 'address' | 'birthday' | 'accountNo' | 'employer' | 'income'

/** A personal field of a reply. It leaves the server masked unless the viewer's role sees this kind in clear. */
export function Personal(kind: PersonalKind) {
  return Type.String({ 'x-personal': kind })
}

/** A file as an answer: it leaves as an attachment, in bytes. */
export type FileBytes = { name: string; type: string; bytes: Uint8Array }
export const File = Type.Unsafe<FileBytes>({ type: 'string', format: 'binary', 'x-file': true })
export const isFile = (door: Door): boolean => 'x-file' in door.reply
/**
 * A field whose kind is known at run time only: the field `kind` of the same object says how it is masked (null: the viewer may see it in
 * clear), and the field `name` under which name the look is noted.
 */
export function PersonalBy(kind: string, name: string) {
  return Type.String({ 'x-personal-by': { kind, name } })
}

/** The number of the customer whose personal data lies in the same object: the look is audited under it. */
export function Subject() {
  return Type.String({ 'x-subject': true, maxLength: 20 })
}

export const CustomerNo = Type.String({ pattern: '^[0-9]{11}$', description: 'customer number, 11 digits with check digit' })
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'day', description: 'a day, YYYY-MM-DD' })
export const Instant = Type.String({ description: 'an instant, ISO 8601' })
export const Amount = Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', description: 'an amount of money as a decimal string' })
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** One page of a list, by key: `next` is given back as `after`. */
export const PageInput = { after: Type.Optional(Type.String({ maxLength: 200 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }
export const PageOf = <T extends TSchema>(row: T) => Type.Object({ rows: Type.Array(row), next: Nullable(Type.String()) })
/** The version an edit was made on; another writer's later version refuses it with 412 and both values. */
export const Version = Type.Integer({ minimum: 1, maximum: 2147483647 })

/** Fills a path with its parameters and leaves the rest for the query or the body. */
export function address(door: Door, input: Record<string, unknown>): { path: string; rest: Record<string, unknown> } {
  const rest = { ...input }
  const path = door.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { path: `/api${path}`, rest }
}

export function pathParameters(door: Door): string[] {
  return [...door.path.matchAll(/:(\w+)/g)].map((found) => found[1] as string) // the group always matches
}
