import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import files, { type SetHeadersResponse } from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { StartRefused } from '../../clerk/ports.ts';

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
const plainName = /^\/?\w[\w.-]*$/;

/** What Node adds to an answer by itself. */
const ofTransport = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Returns the headers that helmet puts above every answer. It is asked once, because it would make the same ones anew for each. */
async function guardingHeaders(secure: boolean): Promise<readonly (readonly [string, string])[]> {
  const asked = Fastify();
  await asked.register(helmet, {
    contentSecurityPolicy,
    // Browsers heed these on secure origins only, and complain of them in the console elsewhere.
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  asked.get('/', (_request, reply) => reply.hijack().raw.end());
  const { headers } = await asked.inject('/');
  await asked.close();
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && !ofTransport.has(name) ? [[name, value] as const] : [],
  );
}

/** Says how a build's assets are served: compressed as they lie there, and kept for ever, because their names carry a hash of what is in them. */
export function assetsOf(folder: string) {
  return {
    root: join(folder, 'assets'),
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    allowedPath: (path: string) => plainName.test(path),
    // A proxy that keeps a compressed answer must not give it to who cannot read it.
    setHeaders: (response: SetHeadersResponse) => response.setHeader('vary', 'accept-encoding'),
  } as const;
}

/** Serves the browser's pages, as the build left them in `folder`. Browsers ask for pages anew each time, for their assets never. */
export async function servePages(
  app: FastifyInstance,
  { folder, secure }: { readonly folder: string; readonly secure: boolean },
): Promise<void> {
  if (!existsSync(join(folder, 'index.html')))
    throw new StartRefused(`${folder} holds no pages: run npm run build first.`);
  const guarding = await guardingHeaders(secure);
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of guarding) reply.raw.setHeader(name, value);
  });
  await app.register(files, { ...assetsOf(folder), prefix: '/assets/' });
  for (const [path, file] of Object.entries(pages)) {
    app.get(path, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false }),
    );
  }
}
