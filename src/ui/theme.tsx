import { useEffect, useLayoutEffect, useSyncExternalStore, type ReactNode } from 'react'
import { App, ConfigProvider, theme as antd, type ThemeConfig } from 'antd'
import type { Locale } from 'antd/es/locale/index.js'
import en from 'antd/es/locale/en_US.js'
import zh from 'antd/es/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { language, onSpeak, type Language } from '#kernel/text'
import { paint, palettes, type Palette } from './palette.tsx'
import { useRemembered } from './remember.tsx'
import './yilan.css'

export { meaning, type Meaning } from './palette.tsx'

/** Language, colours, fonts and the nonce, for everything below. */
export function Theme({ children }: { children: ReactNode }) {
  const [isDark] = useDark()
  const isPhone = usePhone()
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  const spoken = useLanguage()
  const palette = isDark ? palettes.dark : palettes.light
  useLayoutEffect(() => {
    paint(palette, document.documentElement)
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  }, [palette, isDark])
  useEffect(() => {
    document.documentElement.lang = spoken === 'zh' ? 'zh-CN' : 'en'
  }, [spoken])
  dayjs.locale(spoken === 'zh' ? 'zh-cn' : 'en')
  return (
    <ConfigProvider csp={{ nonce }} locale={locales[spoken]} theme={dress(palette, isDark, isPhone, isStill)} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <App message={{ maxCount: 3 }}>{children}</App>
    </ConfigProvider>
  )
}

/** The colours themselves, for charts; everything else uses `meaning` and CSS. */
export function useTokens(): Palette {
  const [isDark] = useDark()
  return isDark ? palettes.dark : palettes.light
}

export function useDark(): [boolean, (next: boolean) => void] {
  const system = useMedia('(prefers-color-scheme: dark)')
  const [chosen, choose] = useRemembered<boolean | null>('dark', null)
  return [chosen ?? system, choose]
}

export function usePhone(): boolean {
  return useMedia('(max-width: 767px)')
}

/** Narrower than 576 px: tables become cards. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 575px)')
}

export function useLanguage(): Language {
  return useSyncExternalStore(onSpeak, language)
}

export const fontFamily = '-apple-system, "Segoe UI", Roboto, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

// The server writes the nonce of this very answer into the page; without a server (vite dev) there is none to keep.
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

// antd's ES build is typed as CommonJS, so the types see a namespace where bundlers see the default export.
const locales = { zh, en } as unknown as Record<Language, Locale>

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (heard) => {
      const media = matchMedia(query)
      media.addEventListener('change', heard)
      return () => media.removeEventListener('change', heard)
    },
    () => matchMedia(query).matches,
  )
}

function dress(palette: Palette, isDark: boolean, isPhone: boolean, isStill: boolean): ThemeConfig {
  return {
    algorithm: isDark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'yilan' },
    hashed: false,
    token: {
      colorPrimary: palette.brand,
      colorInfo: palette.meanings.info.ink,
      colorSuccess: palette.meanings.good.ink,
      colorWarning: isDark ? palette.meanings.warn.ink : '#b97a10',
      colorError: isDark ? '#e0685d' : palette.meanings.risk.ink,
      colorLink: palette.brandInk,
      colorTextBase: palette.ink,
      colorText: palette.ink,
      colorTextSecondary: palette.soft,
      colorTextTertiary: palette.faint,
      colorTextDescription: palette.faint,
      colorTextPlaceholder: palette.faint,
      colorBgLayout: palette.desk,
      colorBgContainer: palette.paper,
      colorBgElevated: palette.raised,
      controlItemBgActive: palette.brandWash,
      colorBorder: palette.line,
      colorBorderSecondary: palette.hair,
      colorSplit: palette.hair,
      borderRadius: 6,
      fontFamily,
      controlHeight: isPhone ? 44 : 32, // a finger needs 44 px
      fontSize: 14,
      motion: !isStill, // an animation merely made short leaves antd's popovers outside the screen
      motionUnit: 0.06, // quick: an officer opens hundreds of drawers a day
    },
    components: {
      Menu: { itemBg: 'transparent', subMenuItemBg: 'transparent', itemSelectedBg: palette.brandWash, itemSelectedColor: palette.brandInk, itemHeight: 36, itemMarginInline: 8, groupTitleFontSize: 12 },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Form: { itemMarginBottom: 18 },
      Tabs: { itemSelectedColor: palette.brandInk, itemHoverColor: palette.brandInk, inkBarColor: palette.brandInk },
    },
  }
}
