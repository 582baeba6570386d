import { join } from 'node:path';
import { plain, ratios, spread, told } from '../figures.mjs';
import { isBuilt } from '../project.mjs';
import { frameIn, peer, projectAtFullSpeed } from './screen.mjs';

const sockets = 1_000;
const minOfGraphqlWs = 2;
const minOfBare = 0.6;

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const fanout = async ({ quick, folder, say }) => {
  const times = quick ? 3 : 7;
  const slice = quick ? { warmMs: 500, forMs: 1_500 } : { warmMs: 1_000, forMs: 4_000 };
  /** @type {import('./screen.mjs').Contender[]} */
  const contenders = [];
  if (isBuilt()) contenders.push(await projectAtFullSpeed(join(folder, 'fanout'), sockets));
  const frame = contenders[0] && frameIn(contenders[0].sample);
  contenders.push(await peer('graphql-ws as it comes', 'peers/graphql-ws.mjs', sockets, frame));
  contenders.push(await peer('Mercurius', 'peers/mercurius.mjs', sockets, frame));
  contenders.push(await peer('bare ws broadcast', 'peers/bare.mjs', sockets, frame));

  /** @type {Map<string, number[]>} */
  const rates = new Map(contenders.map(({ name }) => [name, []]));
  // One more round is run than is counted, because in the first one the JIT compilers warm up.
  for (let round = 0; round <= times; round++) {
    for (const { name, load, pid } of contenders) {
      const figure = await load.ask('measure', { serverPid: pid, ...slice });
      if (round > 0) rates.get(name)?.push(figure.perSecond);
      const busy = `server ${plain(figure.serverBusy * 100)} %, reader ${plain(figure.readerBusy * 100)} % of a core`;
      const shares = `${figure.fewest} – ${figure.most} frames a socket`;
      say(
        `${round === 0 ? 'warm-up' : `round ${round}`}  ${name}: ${plain(figure.perSecond)}/s, ` +
          `${plain(figure.frameBytes)} bytes, ${shares}, ${busy}`,
      );
    }
  }
  for (const { stop } of contenders) await stop();
  return lines(rates);
};

/** @param {Map<string, number[]>} rates */
const lines = (rates) => {
  const ours = rates.get('this project');
  /** @type {import('../figures.mjs').Line[]} */
  const figures = [...rates].map(([name, values]) => ({
    what: `Fan-out to ${sockets.toLocaleString('en-US')} sockets, deliveries/s: ${name}`,
    figure: told(spread(values)),
  }));
  if (!ours) return figures;
  const ratio = (/** @type {string} */ name, /** @type {number | undefined} */ least) => {
    const figure = ratios(ours, rates.get(name) ?? []);
    figures.push({
      what: `Fan-out, ratio to ${name}`,
      figure: told(figure, ' ×'),
      ...(least === undefined ? {} : { target: `≥ ${least} ×`, met: figure.median >= least }),
    });
  };
  ratio('graphql-ws as it comes', minOfGraphqlWs);
  ratio('Mercurius', undefined);
  ratio('bare ws broadcast', minOfBare);
  return figures;
};
