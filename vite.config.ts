import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  plugins: [react(), nonceForEveryStyle(), speechlessIcons()],
  base: '/',
  // The server writes the nonce of each answer in its place.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0, // font-src and script-src take no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})

// Some of antd's parts (the scroll lock of drawers) write a style without the nonce they were given, and the policy drops it.
function nonceForEveryStyle(): Plugin {
  return {
    name: 'nonce-for-every-style',
    transform(code, id) {
      if (!id.endsWith('@rc-component/util/es/Dom/dynamicCSS.js')) return null
      const line = 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;\n  }'
      if (!code.includes(line)) throw new Error('dynamicCSS.js has changed: look at how it sets the nonce')
      return code.replace(line, "styleNode.nonce = csp?.nonce ?? document.querySelector('meta[name=csp-nonce]')?.content ?? '';")
    },
  }
}

// Each icon tells a screen reader its English file name. Here the words beside it speak, or the label of its button; who gives an icon a label of its own is heard.
function speechlessIcons(): Plugin {
  return {
    name: 'speechless-icons',
    transform(code, id) {
      if (!/@ant-design\/icons\/es\/components\/AntdIcon(Light)?\.js$/.test(id)) return null
      const line = '"aria-label": icon.name'
      if (!code.includes(line)) throw new Error('AntdIcon has changed: look at how it names an icon')
      return code.replace(line, '"aria-hidden": restProps["aria-label"] === undefined ? true : undefined')
    },
  }
}
