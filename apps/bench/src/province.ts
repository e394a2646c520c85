import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Figure } from './measure';
import type { Measured } from './province.play';
import { whole } from './province.draw';
import { playEmbedded } from './province.embedded';
import { costsOf, plansOf } from './province.plan';
import { playProvince } from './province.run';

const seed = 20_260_501;

/** `1/100`, `0.01` or nothing. */
export function scaleOf(text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual;
  const [above = '', below = '1'] = text.split('/');
  const scale = Number(above) / Number(below);
  if (scale > 0 && scale <= 1) return scale;
  throw new Error(`SCALE=${text}: expected a share of the province, as 1/100`);
}

const limit = (what: string, ours: number, theirs: number, unit: string): Figure => ({
  ...{ what: `province: ${what}`, ours, against: 'limit', theirs, unit, ratio: theirs / ours, bar: 1 },
});

/** Costs that should hardly grow with the province, at a scale and at a tenth of it. */
const flat = [
  'command us',
  'folding into a view, with reading us',
  'folding into a shard, with reading us',
  'rebuilding a view us',
];
/** Marks sent one by one, at most. Servers stand fewer of them, and take a smaller province. */
const liveMax = { embedded: 40_000, servers: 5_000 };
const smallest = 1 / 2_000;

/**
 * A province at SCALE and at a tenth of it in an embedded log, and at a tenth of it, but not less than a two-thousandth, on
 * servers. Throws when boards differ from a clean rebuild or a mark is not in the log once.
 */
export const province: Bench = {
  name: 'province',
  async run({ quick, folder, say }) {
    const scale = scaleOf(process.env['SCALE'], quick ? 1 / 1_000 : 1 / 100);
    // At most half of the smaller province's, and as many at every scale: the rest come on sheets.
    const most = Math.round((whole.contestants * scale * whole.judges) / 20);
    const play = async (how: 'servers' | 'embedded', of: number): Promise<Measured> => {
      const home = mkdtempSync(join(folder, 'province-'));
      const playing = how === 'servers' ? playProvince : playEmbedded;
      try {
        const measured = await playing({
          scale: of,
          seed,
          live: how === 'servers' ? liveMax.servers : Math.min(liveMax.embedded, most),
          folder: home,
          say,
        });
        for (const [name, value] of Object.entries(measured)) {
          say(`${how} 1/${Math.round(1 / of)}\t${name}\t${value.toFixed(3)}`);
        }
        return measured;
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    };
    const small = await play('embedded', scale / 10);
    const large = await play('embedded', scale);
    const apart = await play('servers', Math.max(smallest, scale / 10));
    // Too few rows for what a fold costs in earnest.
    if (!quick) {
      const costs = costsOf(apart, large);
      say(`costs ${JSON.stringify(costs)}`);
      for (const [logs, plan] of plansOf(costs, seed)) say(`${logs} logs ${JSON.stringify(plan)}`);
    }
    return [
      ...flat.map((name): Figure => {
        const [ours, theirs] = [large[name] ?? 0, small[name] ?? 0];
        return {
          ...{ what: `province 1/${Math.round(1 / scale)}: ${name.replace(/ us$/, '')}`, ours, theirs },
          ...{ against: `1/${Math.round(10 / scale)}`, unit: 'µs of processor time', ratio: theirs / ours, bar: 0.67 },
        };
      }),
      limit('a lone mark on its board', apart['lone mark visible p99 ms'] ?? 0, 1_000, 'ms p99'),
      limit('a worker takes over', apart['takeover s'] ?? 0, 10, 's'),
    ];
  },
};
