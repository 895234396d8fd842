import { Type, type Static } from 'typebox'
import { endpoint, Nullable, Version } from '#kernel/endpoint'

export const OrgKind = Type.Union([Type.Literal('head'), Type.Literal('branch'), Type.Literal('subbranch'), Type.Literal('department')])
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })

export const Org = Type.Object({
  org: Type.Integer(),
  parent: Nullable(Type.Integer()),
  code: Type.String(),
  name: Type.String(),
  kind: OrgKind,
  staff: Type.Integer({ description: 'active staff of this very organisation' }),
  version: Version,
})
export type Org = Static<typeof Org>

/** The tree from one's own organisation down, parents before their children. */
export const listOrgs = endpoint({ at: 'GET /access/orgs', may: 'access.org.read', input: Type.Object({}), reply: Type.Object({ rows: Type.Array(Org) }) })

export const addOrg = endpoint({
  at: 'POST /access/orgs',
  may: 'access.org.write',
  input: Type.Object({
    parent: Type.Integer({ minimum: 0, maximum: 2147483647 }),
    code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$' }),
    name: Name,
    kind: Type.Union([Type.Literal('branch'), Type.Literal('subbranch'), Type.Literal('department')]),
  }),
  reply: Org,
})

export const renameOrg = endpoint({
  at: 'PATCH /access/orgs/:org',
  may: 'access.org.write',
  input: Type.Object({ org: Type.Integer({ minimum: 0, maximum: 2147483647 }), name: Name, version: Version }),
  reply: Org,
})
