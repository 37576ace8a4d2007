/** Builds the console into `dist/console`, where the API serves it. `vite console` serves it while it is worked on, against a local API. */
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const api = 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [readUsedIcons(), react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // An asset inside a script or style would need a looser content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/console/session': api } },
})

/** The icons' index names six thousand files: reading them all would be most of the time that a build takes. */
function readUsedIcons(): Plugin {
  const imports = /import \{([^}]+)\} from '@tabler\/icons-react'/g
  const importAlone = (name: string) => `import ${name} from '@tabler/icons-react/dist/esm/icons/${name}.mjs'`
  return {
    name: 'used-icons',
    enforce: 'pre',
    transform: (code) =>
      code.replaceAll(imports, (_all, names: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
          .map(importAlone)
          .join('\n'),
      ),
  }
}
