/**
 * A process that keeps one shard of the boards and may be stopped or killed in the middle of a write. Runs the built program,
 * as a service would. Of its log only the length is told: event n is wave n, which touches every row. It says on its standard
 * output what happens to it: `asked` for the lease, `leading`, `following`, `at <wave>`, `answer <of a commit>`.
 */
const { writeSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const [, , dist, told] = process.argv;
const { port, layout, shard, partitions, rows, skewHours } = JSON.parse(told);

const RealDate = Date;
const skewed = () => RealDate.now() + skewHours * 3_600_000;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [skewed()] : args));
  }
  static now() {
    return skewed();
  }
};

const { boardsFeed, connectRedis, memoryViews } = require(join(dist, 'adapters/src/index.js'));
const { codec, Outage, whole } = require(join(dist, 'es/src/index.js'));

const say = (line) => writeSync(1, `${line}\n`);
const partitionOf = (text) => text.slice(0, text.indexOf('/'));
const keys = partitions.flatMap((partition) => Array.from({ length: rows }, (_, n) => `${partition}/${n}`));

const waves = {
  name: 'waves',
  version: 1,
  codec: codec({ Wave: { version: 1, fields: { wave: whole } } }),
  keys: () => keys,
  fold: (row, { event }) => ({ wave: event.wave, sum: (row?.sum ?? 0) + event.wave }),
  places: (row, key) => [{ set: `${partitionOf(key)}/all`, sort: String(row.wave).padStart(6, '0') }],
};

let head = 0;
/** The commit call before or after which this process gets a signal, counted down. */
let end = { calls: 0, signal: '', lands: false };

const real = connectRedis({ nodes: [{ host: '127.0.0.1', port }] });
const redis = {
  ...real,
  run: async (script, key, args) => {
    if (script === 'lease') say('asked');
    if (script !== 'commit') return real.run(script, key, args);
    end.calls -= 1;
    if (end.calls === 0 && end.lands) await real.run(script, key, args);
    if (end.calls === 0) process.kill(process.pid, end.signal);
    const answer = await real.run(script, key, args);
    say(`answer ${answer}`);
    return answer;
  },
};

const feed = boardsFeed({
  ...{ redis, shard, projection: waves, views: memoryViews(), head: async () => head },
  layout: { ...layout, partitionOf, partitionOfSet: partitionOf },
});

const recorded = (wave) => ({
  ...{ position: wave, stream: 'wave-1', revision: wave, recordedAt: wave, validAt: wave, actor: 'ann' },
  ...{ command: `c${wave}`, fingerprint: '', correlation: 'x', event: { type: 'Wave', wave } },
});

async function main() {
  let wasLeading = false;
  for (;;) {
    if (feed.isLeading() !== wasLeading) {
      wasLeading = !wasLeading;
      say(wasLeading ? 'leading' : 'following');
    }
    const at = feed.position();
    if (at >= head) {
      await sleep(10);
      continue;
    }
    try {
      await feed.take([recorded(at + 1)], at + 1);
      say(`at ${at + 1}`);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      await sleep(50);
    }
  }
}

process.on('message', (message) => {
  end = message.end ?? end;
  head = message.head;
});
process.on('disconnect', () => process.exit(0));
main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
