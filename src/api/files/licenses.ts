import type { FastifyInstance } from 'fastify';
import { compressed, takesGzip } from '../server/compression.ts';

/** Serves `text` at /licenses as plain text to everybody: the licences of this program, and of the libraries that its pages contain. */
export function serveLicenses(app: FastifyInstance, text: string): void {
  let packing: Promise<Buffer | null> | null = null;
  app.get('/licenses', async (request, reply) => {
    reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=3600');
    reply.header('vary', 'accept-encoding');
    if (!takesGzip(request.headers['accept-encoding'])) return text;
    packing ??= compressed(text);
    const packed = await packing;
    if (packed === null) return text;
    reply.header('content-encoding', 'gzip');
    return packed;
  });
}
