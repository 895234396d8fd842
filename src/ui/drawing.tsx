import type { Option } from './echarts.tsx'
import type { Palette } from './palette.tsx'
import { fontFamily } from './theme.tsx'

/** What all drawings share. The tooltip is drawn, not HTML: a strict policy drops the style attributes its HTML lives by. */
export function base(tokens: Palette): Option {
  return { animationDuration: 300, textStyle: { fontFamily, fontSize: 12, color: tokens.soft }, aria: { enabled: false } }
}

export function tooltip(tokens: Palette) {
  return { renderMode: 'richText' as const, backgroundColor: tokens.raised, borderColor: tokens.line, borderWidth: 1, padding: [8, 12], confine: true, textStyle: { color: tokens.ink, fontSize: 12, lineHeight: 20, fontFamily } }
}
