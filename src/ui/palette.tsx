/** Colours by what they mean. Red is loss or danger and nothing else; each ink keeps 4.5:1 on its wash and on the paper. */
export type Meaning = 'good' | 'info' | 'warn' | 'risk' | 'idle' | 'wait'

const names = ['good', 'info', 'warn', 'risk', 'idle', 'wait'] as const satisfies Meaning[]

/** CSS variables, right in light and dark: `<span style={{ color: meaning.risk.ink }}>`. */
export const meaning = Object.fromEntries(
  names.map((name) => [name, { ink: `var(--y-${name}-ink)`, wash: `var(--y-${name}-wash)`, line: `var(--y-${name}-line)` }]),
) as Record<Meaning, { ink: string; wash: string; line: string }> // one entry for each name above

export type Palette = Record<'desk' | 'paper' | 'raised' | 'ink' | 'soft' | 'faint' | 'line' | 'hair' | 'brand' | 'brandInk' | 'brandWash' | 'side' | 'hover', string> & {
  meanings: Record<Meaning, { ink: string; wash: string; line: string }>
  /** At most six hues, told apart by the colour-blind (after Okabe and Ito), the brand first. */
  series: string[]
}

const light: Palette = {
  desk: '#f5f3ee',
  paper: '#fffefb',
  raised: '#ffffff',
  ink: '#1a2a32',
  soft: '#4d5d66',
  faint: '#5b6971',
  line: '#dcd8cf',
  hair: '#ebe8e1',
  brand: '#0d5c6b',
  brandInk: '#0b4f5d',
  brandWash: '#e3eff0',
  side: '#fbfaf6',
  hover: '#f3f1eb',
  meanings: {
    good: { ink: '#1b6b47', wash: '#e5f2ea', line: '#b4d8c4' },
    info: { ink: '#235a9c', wash: '#e6eef8', line: '#b9cfe9' },
    warn: { ink: '#8a5300', wash: '#fbf0d9', line: '#ebcf94' },
    risk: { ink: '#ae2a22', wash: '#fbe9e6', line: '#efbcb5' },
    idle: { ink: '#57656d', wash: '#eeece7', line: '#d5d2ca' },
    wait: { ink: '#5c4796', wash: '#eeeaf7', line: '#cfc4e8' },
  },
  series: ['#0d6b7c', '#c77c11', '#4a6fb5', '#5f8f3e', '#9a5f93', '#6d7a82'],
}

const dark: Palette = {
  desk: '#0f1619',
  paper: '#161f24',
  raised: '#1c272d',
  ink: '#e4eaec',
  soft: '#aebbc1',
  faint: '#91a0a7',
  line: '#334149',
  hair: '#253138',
  brand: '#2b8c9e',
  brandInk: '#6fc3d1',
  brandWash: '#17353c',
  side: '#131b1f',
  hover: '#1f2b31',
  meanings: {
    good: { ink: '#74c69d', wash: '#173026', line: '#2c5744' },
    info: { ink: '#8ab6ec', wash: '#182b42', line: '#2f4d72' },
    warn: { ink: '#e3b25c', wash: '#342a14', line: '#5e4b20' },
    risk: { ink: '#f09288', wash: '#3b1e1c', line: '#6d3631' },
    idle: { ink: '#a3b0b6', wash: '#242e33', line: '#3b484f' },
    wait: { ink: '#b7a5e8', wash: '#292340', line: '#4a3f72' },
  },
  series: ['#45a9ba', '#e0a24a', '#86a8e3', '#93bd70', '#c795c1', '#9aa8af'],
}

export const palettes = { light, dark }

/** Writes the palette as CSS variables through the CSSOM, which a strict content security policy allows. */
export function paint(palette: Palette, root: HTMLElement): void {
  for (const [name, colour] of Object.entries(palette)) {
    if (typeof colour === 'string') root.style.setProperty(`--y-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, colour)
  }
  for (const name of names) {
    for (const part of ['ink', 'wash', 'line'] as const) root.style.setProperty(`--y-${name}-${part}`, palette.meanings[name][part])
  }
}
