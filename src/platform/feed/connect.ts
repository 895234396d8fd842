/** Makes a running source known: its interfaces as declared, and where its changes are read. */
import { record } from '#kernel/audit'
import { presentTargets } from '#kernel/room'
import { seal } from '#kernel/secret'
import { engine } from '#kernel/tx'
import { checkDeclaration } from './declaration.ts'
import { catalogue } from './deliveries.ts'
import { registerInterface, registerSource } from './run.ts'

export type Connection = { address: string; slot: string; publication: string }

/** Said again it changes nothing, or where the source is read from now on. */
export async function connectSource(json: unknown, { address, slot, publication }: Connection): Promise<void> {
  await engine('feed', async (tx) => {
    const declaration = checkDeclaration(json, catalogue(await presentTargets(tx)))
    await registerSource(tx, declaration)
    for (const face of declaration.interfaces) await registerInterface(tx, declaration, face)
    await tx`
      insert into feed.capture (source, address, slot, publication) values (${declaration.source}, ${seal(address)}, ${slot}, ${publication})
      on conflict (source) do update set
        address = excluded.address, slot = excluded.slot, publication = excluded.publication, wanted = 'running', version = capture.version + 1, updated_at = now()`
    await record(tx, { action: 'feed.connect', kind: 'batch', detail: { source: declaration.source, slot, publication } })
  })
}
