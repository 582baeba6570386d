import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import files, { type SetHeadersResponse } from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { StartRefused } from '../../clerk/ports.ts';

/** The file of each page, by the path at which it is served. */
export const pages = {
  '/': 'index.html',
  '/screen': 'screen.html',
  '/ballot': 'ballot.html',
  '/chair': 'chair.html',
  '/history': 'history.html',
} as const;

/** The content security policy of the pages. By it browsers load nothing from other servers, and show no page in a frame of another site. */
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

/** Matches a file in the folder itself: no path that leaves it, no subfolder, no dot file. All other paths are not found. */
const plainName = /^\/?\w[\w.-]*$/;

/** The headers that Node or Fastify adds to every answer. */
const ofTransport = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Returns the headers that helmet adds to every answer. It is asked once, because it would make the same headers again for each answer. */
async function guardingHeaders(secure: boolean): Promise<readonly (readonly [string, string])[]> {
  const asked = Fastify();
  await asked.register(helmet, {
    contentSecurityPolicy,
    // These are sent over HTTPS only, because browsers ignore them elsewhere and warn about them in the console.
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

/**
 * Returns the options for serving a build's assets. The compressed files that the build made are sent, and browsers keep the assets for a year, because their
 * names contain a hash of their content.
 */
export function assetsOf(folder: string) {
  return {
    root: join(folder, 'assets'),
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    allowedPath: (path: string) => plainName.test(path),
    // A proxy must not give a cached compressed answer to a client that cannot unpack it.
    setHeaders: (response: SetHeadersResponse) => response.setHeader('vary', 'accept-encoding'),
  } as const;
}

/**
 * Serves the pages that the build wrote to `folder`, and adds the security headers to every answer of `app`. Browsers ask for a page again each time, and keep
 * its assets. `secure` says that browsers reach the server over HTTPS. Throws StartRefused where the build has not made the pages.
 */
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
