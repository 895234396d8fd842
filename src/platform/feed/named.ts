/** A column as an expression names it. */
export const inExpression = (column: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column) ? column : `[${column}]`)
