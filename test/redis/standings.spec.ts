import fc from 'fast-check';
import { connectRedis, memoryViews, publisher, redisBoards, type Layout, type RedisLink } from '@xf/adapters';
import {
  boardAround,
  boardPage,
  boardsOfContest,
  contestRow,
  digestText,
  explain,
  hashRuleDocument,
  standings,
  wholeBoard,
  type StandingEvent,
  type StandingRow,
} from '@xf/competitions';
import { foldBatch, type Recorded, type ViewReader } from '@xf/es';
import type { EntryInput, RuleDocument } from '@xf/rules';
import { shardOf } from '../../libs/adapters/src/redis/layout';
import { drawDocument, drawField } from '../../libs/rules/src/testing/random-competition';
import { startRedis, type RedisServer } from '../support/redis';

const C = 'c2026';
const contest = 'turning';

const layout = (n: number): Layout => ({
  ...{ log: 'season', projection: `standings${n}`, version: 1, shards: 2 },
  partitionOf: (key) => key.split('/')[1] ?? '',
  partitionOfSet: (set) => set.split('/')[1],
});

/** The history of a random competition: what was planned and pinned, then entries, marks and fates. */
function history(document: RuleDocument, field: readonly EntryInput[]): Recorded<StandingEvent>[] {
  const groups = [
    { group: 'a', name: '甲组' },
    { group: 'b', name: '乙组' },
  ];
  const plan = { contest, name: '车工', receiver: 'team' as const, groups };
  const rules = { contest, hash: hashRuleDocument(document), document };
  const events: StandingEvent[] = [
    {
      ...{ type: 'CompetitionPlanned', competition: C, organization: 'city', name: '技能竞赛', level: 'city' },
      ...{ contests: [plan], rounds: [] },
    },
    { type: 'CompetitionOpened', competition: C, rules: [rules] },
  ];
  const on = { competition: C, contest };
  for (const [n, { entry, number = `${n}`, group, attributes, marks, status }] of field.entries()) {
    const optional = { ...(group === undefined ? {} : { group }), ...(attributes === undefined ? {} : { attributes }) };
    events.push({ type: 'EntrySubmitted', ...on, entry, number, kind: 'team', subject: entry, ...optional });
    for (const [criterion, slots] of Object.entries(marks)) {
      for (const [slot, value] of Object.entries(slots)) {
        events.push({ type: 'ScoreRecorded', ...on, entry, criterion, slot, value });
      }
    }
    if (status.kind === 'disqualified') events.push({ type: 'EntryDisqualified', ...on, entry, reason: '原因' });
    if (status.kind === 'withdrawn') events.push({ type: 'EntryWithdrawn', ...on, entry, reason: '原因' });
  }
  return events.map((event, n) => ({
    ...{ position: n + 1, stream: `entry-${C}.x`, revision: n, recordedAt: n, validAt: n, actor: 'ann' },
    ...{ command: `c${n}`, fingerprint: '', correlation: 'x', event },
  }));
}

/** Everything anybody can ask of a competition's boards, as text. */
function everything(view: ViewReader<StandingRow>, entries: readonly string[]): string {
  const row = contestRow(view, C, contest);
  if (row === undefined) return 'no contest';
  const boards = boardsOfContest(row).map((board) => {
    const first = boardPage(view, row, board, { limit: 3 });
    return [
      first,
      first.next && boardPage(view, row, board, { limit: 3, after: first.next }),
      wholeBoard(view, row, board),
      entries.map((entry) => boardAround(view, row, board, entry, 2)),
    ];
  });
  return JSON.stringify([boards, entries.map((entry) => explain(view, C, entry)), digestText(view, row)]);
}

describe('boards in Redis against the embedded ones', () => {
  let server: RedisServer;
  let redis: RedisLink;
  beforeAll(async () => {
    server = await startRedis();
    redis = connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });
  });
  afterAll(async () => {
    redis.close();
    await server.stop();
  });

  it('domain-rules 60, 69: gives the same bytes for every page, neighbourhood, explanation and digest', async () => {
    let n = 0;
    const drawn = fc.gen().map((g) => {
      const document = drawDocument(g);
      return { document, field: drawField(g, document), batch: g(fc.integer, { min: 1, max: 40 }) };
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ document, field, batch }) => {
        const own = layout(n++);
        const embedded = memoryViews().open<StandingRow>('standings', 1);
        const writers = [0, 1].map((shard) => publisher<StandingRow>(redis, own, shard));
        const boards = redisBoards<StandingRow>(redis, own);
        for (const writer of writers) await writer.replace(1, 0, [], false);
        const events = history(document, field);
        const entries = field.map(({ entry }) => entry);
        for (let at = 0; at < events.length; at += batch) {
          const part = events.slice(at, at + batch);
          const upTo = part.at(-1)!.position;
          const changes = foldBatch(standings, embedded, part);
          for (const [shard, writer] of writers.entries()) {
            const mine = changes.filter(({ key }) => shardOf(own, own.partitionOf(key)) === shard);
            expect(await writer.commit(1, embedded.position(), upTo, mine)).toBe('applied');
          }
          embedded.commit(changes, upTo);
        }
        const expected = everything(embedded, entries);
        expect(await boards.read((view) => everything(view, entries), C)).toBe(expected);
        expect(await boards.read((view) => everything(view, entries), C)).toBe(expected);
        expect(await boards.read((view) => everything(view, entries))).toBe(expected);
      }),
      { numRuns: 120 },
    );
  });
});
