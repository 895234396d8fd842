/** The customer number: ten digits in sequence and a check digit by ISO 7064 MOD 11,10. SQL's customer.number computes the same. */
export function numberFrom(ten: number): string {
  const digits = String(ten).padStart(10, '0')
  return digits + checkDigit(digits)
}

/** Every single wrong digit is found. */
export function isCustomerNo(text: string): boolean {
  return /^\d{11}$/.test(text) && checkDigit(text.slice(0, 10)) === text[10]
}

export function checkDigit(digits: string): string {
  let product = 10
  for (const digit of digits) product = ((((product + Number(digit) - 1) % 10) + 1) * 2) % 11
  return String((11 - product) % 10)
}
