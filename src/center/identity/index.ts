/** The face of the identity room. */
export { readIdNumber, type DocumentType, type IdNumber } from './documents.ts'
export { goldenWritten } from './events.ts'
export { goldenOf, type Golden } from './golden.ts'
export { forgetHolding, noteHolding } from './holding.ts'
export { normaliseCompany, normaliseEmail, normaliseName, normalisePhone } from './normalise.ts'
export { initialsOf, pinyinOf, queryTokens, searchTokens, type Ask } from './pinyin.ts'
export { emailToken, idToken, phoneToken } from './record.ts'
export { eventsOf, sourcesOf, type IdentityEvent, type SourceRecord } from './sources.ts'
