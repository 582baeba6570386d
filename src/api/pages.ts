import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where each page is, and the file that it is. */
export const pages = {
  '/': 'index.html',
  '/screen': 'screen.html',
  '/ballot': 'ballot.html',
  '/chair': 'chair.html',
  '/history': 'history.html',
} as const;

/** Nothing is loaded from elsewhere, and nobody frames a page: a page that tried would be stopped by the browser. */
export const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** What lies in the folder itself: no way out of it, no folder, no dot file. Everything else is nothing to be found. */
export const plainName = /^\/?\w[\w.-]*$/;

/**
 * The browser's pages, as the build left them in `folder`: names of assets carry a hash of what is in them and are kept for
 * ever, pages are asked for anew each time; both lie there compressed.
 */
export async function servePages(
  app: FastifyInstance,
  { folder, secure }: { readonly folder: string; readonly secure: boolean },
): Promise<void> {
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`${folder} holds no pages: run npm run build first.`);
  await app.register(helmet, {
    contentSecurityPolicy,
    // Browsers heed these on secure origins only, and complain of them in the console elsewhere.
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  await app.register(files, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    allowedPath: (path) => plainName.test(path),
    // A proxy that keeps a compressed answer must not give it to who cannot read it.
    setHeaders: (response) => response.setHeader('vary', 'accept-encoding'),
  });
  for (const [path, file] of Object.entries(pages)) {
    app.get(path, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false }),
    );
  }
}
