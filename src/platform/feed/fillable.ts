/** What an interface may fill, as it stands now: a field `org` names one of the bank's own organisations, so these are its choices. */
import { presentTargets, type Target } from '#kernel/room'
import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'

export async function fillableTargets(tx: Tx): Promise<Target[]> {
  const [all, orgs] = await Promise.all([presentTargets(tx), orgTitles(tx)])
  return all.map((target) => (target.fields.org === undefined ? target : { ...target, choices: { ...target.choices, org: [...orgs.keys()] }, choiceTitles: { ...target.choiceTitles, org: Object.fromEntries(orgs) } }))
}

/** By code, as a person picks one: those that keep customers first. */
export async function orgTitles(tx: Tx): Promise<Map<string, Both>> {
  const rows = await tx<{ code: string; name: string }[]>`select code, name from access.org order by array_position('{subbranch,branch,department,head}', kind), org`
  return new Map(rows.map(({ code, name }) => [code, { zh: `${name} ${code}`, en: `${name} ${code}` }]))
}
