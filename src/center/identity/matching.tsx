/** The words of a model: the server sends the codes of fields, levels and guards. */
import { t } from './text.ts'

export const fieldWord = (field: string): string => t.matching.fields[field] ?? field

export const levelWord = ({ kind, level }: { kind: string; level: string }): string => t.matching.levels[kind]?.[level] ?? level

export const guardWord = (guard: string): string => t.matching.guards[guard] ?? guard
