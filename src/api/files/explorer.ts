import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StartRefused } from '../../clerk/ports.ts';
import { assetsOf, contentSecurityPolicy } from './pages.ts';

/** The GraphiQL page, which people get who open the API's address in a browser. */
export interface Explorer {
  /** Says whether a request is that of a person with a browser: a GET that accepts HTML and asks for no document. */
  wanted(request: FastifyRequest): boolean;
  /** Sends the page as the answer. */
  send(reply: FastifyReply): FastifyReply;
}

/**
 * The content security policy. Nothing is loaded from other servers, as for the pages. The editors need more than the pages do: they run workers, which come
 * from this server; they write style elements and attributes, which 'unsafe-inline' allows for styles alone; and the icons of their style sheet are data: URLs.
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

/**
 * Serves the explorer's assets, which the build wrote to `folder`, at /explorer/assets. The caller sends the page itself with `send`. Throws StartRefused where
 * the build has not made it.
 */
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
