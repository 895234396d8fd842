/** Files the bank keeps beside its tables: sealed before they are written, found by a random name. */
import { randomUUID } from 'node:crypto'
import { mkdir, open as openFile, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import { openBlock, sealBlock } from './secret.ts'

/** Where sealed bytes lie: a folder, or whatever the installation names. */
export type Store = {
  put(name: string, bytes: Buffer): Promise<void>
  get(name: string): Promise<Buffer | undefined>
  remove(name: string): Promise<void>
}

/** Called once at the start. */
export function keepObjects(where: Store): void {
  store = where
}

/** A name nothing can be read from. */
export function objectName(): string {
  return randomUUID()
}

/** Seals and keeps; the same name is written over. */
export async function putObject(name: string, bytes: Buffer): Promise<void> {
  await need().put(name, sealBlock(bytes))
}

/** What was kept under this name, or undefined when it is gone. */
export async function getObject(name: string): Promise<Buffer | undefined> {
  const sealed = await need().get(name)
  return sealed && openBlock(sealed)
}

export async function removeObject(name: string): Promise<void> {
  await need().remove(name)
}

/** A folder of this machine. A file is whole or not there: written aside, made durable, then given its name. */
export function folderStore(folder: string): Store {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), name)
  return {
    async put(name, bytes) {
      const path = pathOf(name)
      const draft = `${path}.${randomUUID().slice(0, 8)}`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await openFile(draft, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    },
    get: (name) => readFile(pathOf(name)).catch(absent),
    remove: (name) => rm(pathOf(name), { force: true }),
  }
}

export type Bucket = { bucket: string; prefix: string; endpoint: string; region: string; keyId: string; secret: string }

/** A bucket of a server that speaks S3, named in the path. What lies there is sealed already. */
export function bucketStore({ bucket, prefix, endpoint, region, keyId, secret }: Bucket): Store {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, service: 's3', region, retries: 3 })
  const ask = async (method: 'PUT' | 'GET' | 'DELETE', name: string, body?: Buffer): Promise<Response> => {
    const url = [endpoint.replace(/\/+$/, ''), bucket, prefix, name].filter(Boolean).join('/')
    const answer = await client.fetch(url, { method, signal: AbortSignal.timeout(60_000), ...(body && { body: new Uint8Array(body) }) })
    if (!answer.ok && answer.status !== 404) throw new Error(`the object store answers ${answer.status} to ${method}`)
    return answer
  }
  return {
    async put(name, bytes) {
      if (!(await ask('PUT', name, bytes)).ok) throw new Error('the object store has no such bucket')
    },
    async get(name) {
      const answer = await ask('GET', name)
      return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined
    },
    remove: async (name) => void (await ask('DELETE', name)),
  }
}

let store: Store | undefined

function need(): Store {
  if (!store) throw new Error('no place for objects: call keepObjects() first')
  return store
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== 'ENOENT') throw cause
}
