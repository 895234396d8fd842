/** The customer number: ten digits in sequence and a check digit by ISO 7064 MOD 11,10. SQL's customer.number computes the same. */
export function numberFrom(ten: number): string {
  const digits = String(ten).padStart(10, '0')
  return `${digits}${(11 - product(digits)) % 10}`
}

/** Finds every single wrong digit, and all but one in fifty swaps of neighbours. */
export function isCustomerNo(text: string): boolean {
  return /^\d{11}$/.test(text) && (product(text.slice(0, 10)) + Number(text[10])) % 10 === 1
}

function product(digits: string): number {
  let so = 10
  for (const digit of digits) so = ((((so + Number(digit) - 1) % 10) + 1) * 2) % 11
  return so
}
