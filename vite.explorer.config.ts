import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { notices } from './vite.notices.ts';

// The explorer of the API, built apart from the pages: nothing of React, and none of its weight, is in what they load.

const noticing = notices(import.meta.dirname);

export default defineConfig({
  root: resolve(import.meta.dirname, 'src/explorer'),
  base: '/explorer/',
  publicDir: false,
  // Brotli would take longer than the rest of the build.
  plugins: [noticing.pages, compression({ algorithms: ['gzip'], include: /\.(?:js|css|html|svg)$/ })],
  worker: { format: 'es', plugins: () => [noticing.workers] },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/explorer'),
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari15.4'],
    // A strict Content-Security-Policy takes no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: { checks: { moduleLevelDirective: false, pluginTimings: false } },
  },
});
