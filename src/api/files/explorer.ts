import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StartRefused } from '../../clerk/ports.ts';
import { assetsOf, contentSecurityPolicy } from './pages.ts';

/** GraphiQL, for who opens the API's address in a browser. */
export interface Explorer {
  /** Whether a request is a person's who looks what is here: a page is asked for, and no document. */
  wanted(request: FastifyRequest): boolean;
  send(reply: FastifyReply): FastifyReply;
}

/**
 * As for the pages, nothing from elsewhere. Beyond them, its editors work in workers, which come from this server; and they
 * write style elements and attributes as they run, which 'unsafe-inline' allows for styles alone. The icons in their style sheet
 * are data: URLs.
 */
const policy = Object.entries({
  ...contentSecurityPolicy.directives,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  workerSrc: ["'self'"],
})
  .map(
    ([name, sources]) => `${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)} ${sources.join(' ')}`,
  )
  .join(';');

/** Serves what the explorer is made of, as the build left it in `folder`, below /explorer; the page itself is sent by who is asked for it. */
export async function serveExplorer(app: FastifyInstance, folder: string): Promise<Explorer> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new StartRefused(`${folder} holds no explorer: run npm run build first.`);
  }
  await app.register(files, { ...assetsOf(folder), prefix: '/explorer/assets/', decorateReply: false });
  return {
    wanted({ method, headers, query }) {
      if (method !== 'GET' || !/\btext\/html\b/.test(headers.accept ?? '')) return false;
      const given = query as Readonly<Record<string, unknown>>;
      return given.query === undefined && given.documentId === undefined;
    },
    send: (reply) =>
      reply
        .header('cache-control', 'no-cache')
        .header('content-security-policy', policy)
        .header('vary', 'Accept, Accept-Encoding')
        .sendFile('index.html', folder, { cacheControl: false }),
  };
}
