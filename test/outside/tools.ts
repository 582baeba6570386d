import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { run } from '../support/program.ts';
import { pathOf } from './needs.ts';
import { sample, samples } from './sample.ts';

// What systemd and Prometheus say of their samples. Each returns what is wrong, a line each.

/** Of ten, by systemd-analyze: 0 is a service that can do nothing, 9.6 one without any of this. */
const maxExposure = 2;

export async function unit(folder: string): Promise<readonly string[]> {
  const systemdAnalyze = pathOf('systemd-analyze');
  const file = join(folder, 'hoinghi.service');
  writeFileSync(
    file,
    sample('hoinghi.service', { '/usr/bin/node': process.execPath, '/opt/hoinghi': packageRoot() }),
  );
  return [
    // It ends with 0 whatever it finds.
    ...(await saidBy('systemd-analyze verify', systemdAnalyze, ['verify', '--man=no', file], true)),
    ...(await saidBy('systemd-analyze security', systemdAnalyze, [
      'security',
      '--offline=yes',
      '--no-pager',
      `--threshold=${maxExposure * 10}`,
      file,
    ])),
  ];
}

/** `metrics`: what a server says. */
export async function prometheus(folder: string, metrics: string): Promise<readonly string[]> {
  writeFileSync(join(folder, 'hoinghi-alerts.yml'), readFileSync(join(samples, 'hoinghi-alerts.yml')));
  writeFileSync(join(folder, 'token'), '');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, sample('prometheus.yml', { '/etc/prometheus/hoinghi-token': join(folder, 'token') }));
  const said = join(folder, 'metrics');
  writeFileSync(said, metrics);
  const tests = join(folder, 'alerts.test.yml');
  writeFileSync(tests, readFileSync(join(packageRoot(), 'test', 'outside', 'alerts.test.yml')));
  return [
    ...(await saidBy('promtool check config', pathOf('promtool'), ['check', 'config', config])),
    ...(await saidBy('promtool test rules', pathOf('promtool'), ['test', 'rules', tests])),
    ...(await saidBy('promtool check metrics', '/bin/sh', [
      '-c',
      '"$0" check metrics < "$1"',
      pathOf('promtool'),
      said,
    ])),
  ];
}

/** What a program says that ends badly, or, where it is to be quiet, anything that it says. */
async function saidBy(
  what: string,
  program: string,
  given: readonly string[],
  quiet = false,
): Promise<readonly string[]> {
  const { code, out, err } = await run(program, given);
  const said = `${out}${err}`.trim();
  return code === 0 && (said === '' || !quiet) ? [] : [`${what} ended with ${code}: ${said}`];
}
