/** Words that open too many doors. Compared in small letters, with look-alikes (@ for a, 0 for o …) undone. */

/** What this bank and this product are called, and what everybody at a bank types. */
export const CONTEXT: readonly string[] = ['yilan', '一览', '银行', 'yinhang', '行名', 'bankofchina', 'icbc', 'admin', 'administrator']

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', '0987654321', '1qaz2wsx3edc4rfv', 'qazwsxedcrfv', 'zaqxswcdevfr', '1q2w3e4r5t6y', 'q1w2e3r4t5y6', 'abcdefghijkl']
const WORDS = [
  'password', 'passw0rd', 'pa55word', 'letmein', 'welcome', 'iloveyou', 'princess', 'sunshine', 'football', 'baseball', 'superman', 'batman', 'monkey', 'dragon',
  'master', 'shadow', 'michael', 'jennifer', 'trustno1', 'starwars', 'freedom', 'whatever', 'computer', 'internet', 'secret', 'changeme', 'default', 'guest',
  'test1234', 'temp1234', 'login', 'hello', 'charlie', 'qwerty', 'qwe123', 'asd123', 'zxc123', 'abc123', 'a123456', 'aa123456', 'woaini1314', '5201314', '1314520',
  'wo123456', 'zhongguo', 'china', 'beijing', 'shanghai', 'zhang123', 'wang123', 'li123456', 'liu123456', 'chen123', 'mima', 'mima123', 'dearbook', 'caonima', 'taobao',
  'alipay', 'weixin', 'wechat', 'tencent', 'huawei', 'xiaomi', 'spring', 'summer', 'autumn', 'winter', 'january', 'february', 'october', 'november', 'december',
  '123123', '321321', '112233', '111222', '147258369', '159357', '789456123', '987654321', '666888', '888888', '666666', '000000', '111111', '123321', '654321', '202020',
]

/** As a guesser reads it: small letters, and the usual look-alikes undone. */
export function plainly(password: string): string {
  return password.toLowerCase().replace(/[@4]/g, 'a').replace(/[$5]/g, 's').replace(/0/g, 'o').replace(/[1!|]/g, 'i').replace(/3/g, 'e')
}

/** Runs along the keyboard, forwards and backwards, and the words above, doubled too. */
export const COMMON: readonly string[] = [...new Set([...ROWS.flatMap(runs), ...WORDS, ...WORDS.map((word) => word + word)].map(plainly))]

function runs(row: string): string[] {
  const backwards = [...row].toReversed().join('')
  return [row, backwards].flatMap((line) => Array.from({ length: line.length - 5 }, (_, i) => [6, 7, 8, 9, 10, 12].map((size) => line.slice(i, i + size))).flat()).filter((run) => run.length >= 6)
}
