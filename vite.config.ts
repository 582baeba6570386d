import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { notices } from './vite.notices.ts';

// The browser's pages: one HTML file each, their scripts and styles under names that carry a hash, compressed beside them.

const root = resolve(import.meta.dirname, 'src/pages');
const pages = ['index', 'screen', 'ballot', 'chair', 'history'];

export default defineConfig({
  root,
  publicDir: false,
  plugins: [
    notices(import.meta.dirname).pages,
    compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(?:js|css|html|svg)$/ }),
  ],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/pages'),
    emptyOutDir: true,
    // Windows 7's last browsers, and tablets of 2022.
    target: ['chrome109', 'firefox115', 'safari15.4'],
    // A strict Content-Security-Policy takes no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(pages.map((name) => [name, resolve(root, `${name}.html`)])),
      // How long a plugin took is the machine's affair.
      checks: { pluginTimings: false },
    },
  },
});
