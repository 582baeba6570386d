import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What Prometheus reads: the process, its sockets and who follows. */
export function measure(of: { readonly sockets: () => number; readonly followers: () => number }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('hoinghi_sockets', 'Open websockets.', of.sockets);
  gauge('hoinghi_followers', 'Followers of sessionWatch.', of.followers);
  return registry;
}
