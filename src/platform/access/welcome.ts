import type { Static } from 'typebox'
import { engine } from '#kernel/tx'
import { signOn } from './auth.ts'
import type { welcome as door } from './session.api.ts'

/** The demo, open on this machine only, shows one or two people of each role; a bank shows nobody. */
export async function welcome(): Promise<Static<typeof door.reply>> {
  const { profile } = signOn()
  if (profile !== 'demo') return { profile, visitors: [] }
  const visitors = await engine('access', (tx) => tx<Static<typeof door.reply>['visitors']>`
    select login, name, "orgName", jsonb_build_object('zh', zh, 'en', en) as title
    from (
      select s.login, s.name, o.name as "orgName", r.role, r.zh, r.en, r.sort, row_number() over (partition by r.role order by s.org, s.staff) as nth
      from auth.credential c
      join access.staff s on s.staff = c.staff and s.status = 'active'
      join access.org o on o.org = s.org
      join access.role_of h on h.staff = s.staff
      join access.role r on r.role = h.role
      where not c.must_change) each
    where nth <= case role when 'rm' then 2 else 1 end
    order by sort, nth`)
  return { profile, visitors }
}
