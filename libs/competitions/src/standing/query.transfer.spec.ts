import { memoryViews } from '@xf/adapters';
import { foldBatch, type StreamName } from '@xf/es';
import type { CompetitionEvent } from '../competition/events';
import { hashRuleDocument } from '../competition/rules';
import type { EntryEvent } from '../entry/events';
import { plan } from '../testing/examples';
import { competitionStream, entryStream } from '../terms';
import { standings, type StandingEvent, type StandingRow } from './project';
import { contestRow } from './query';
import { asIfRecorded } from './query.effect';
import { advancementOf } from './query.transfer';

const C = 'skills2026';
const at = { competition: C, contest: 'turning' };
const documentWith = (advance: object, boards = { groups: true, overall: true }) => ({
  ...{ id: 'one-mark', version: 1, title: '一项评分', cites: [{ document: '示例' }], boards },
  values: [
    { id: 'score', name: '成绩', role: 'criterion', marks: { kind: 'measured', range: { min: '0', max: '100' } } },
    { id: 'total', name: '总分', role: 'total', sum: [{ value: 'score' }], round: { digits: 2, mode: 'half-up' } },
  ],
  ...{ total: 'total', ranking: { better: 'higher', method: '1224' }, process: { advance } },
});

/** A contest of two groups with one mark each, published. Numbers are `t1`, `t2`, `c1`, …: town and country. */
function published(document: object, marks: Readonly<Record<string, string>>) {
  const view = memoryViews().open<StandingRow>('standings', 1);
  let position = 0;
  const record = (stream: StreamName, ...events: readonly StandingEvent[]) => {
    const recorded = asIfRecorded(events, { stream, after: position, at: 1_000 });
    position += events.length;
    view.commit(foldBatch(standings, view, recorded), position);
  };
  const { type: _type, ...planned } = plan();
  const hash = hashRuleDocument(document);
  const course: CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...planned },
    { type: 'CompetitionOpened', competition: C, rules: [{ contest: 'turning', hash, document }] },
  ];
  record(competitionStream(C), ...course);
  for (const [number, value] of Object.entries(marks)) {
    const entry = `e_${number}`;
    const group = number.startsWith('t') ? 'town' : 'country';
    const submitted: EntryEvent = {
      ...{ type: 'EntrySubmitted', ...at, entry, number, group, kind: 'person', subject: number, name: number },
    };
    const scored: EntryEvent = { type: 'ScoreRecorded', ...at, entry, criterion: 'score', slot: '1', value };
    record(entryStream(C, entry), submitted, ...(value === '' ? [] : [scored]));
  }
  const done: CompetitionEvent[] = [
    { type: 'ScoresFrozen', ...at },
    { type: 'ResultsPublished', ...at, version: 1, digest: 'd', rounds: [] },
  ];
  record(competitionStream(C), ...done);
  const contest = contestRow(view, C, 'turning')!;
  const told = advancementOf({ view, contest, publication: contest.publications[0]! })!;
  const through = told.through.map(({ row, from }) => [row.number, from.board, from.rank]);
  return { ...told, through };
}

const best = { t1: '90', t2: '80', t3: '80', c1: '70', c2: '60', c3: '' };

describe('domain-rules 53, 56: who goes on where the rules name no board', () => {
  it('is whoever is inside the cut of any board, once, with the first board they are inside of', () => {
    expect(published(documentWith({ cut: { by: 'rank', to: 1 } }), best)).toEqual({
      through: [
        ['t1', 'overall', 1],
        ['c1', 'group:country', 1],
      ],
      ...{ left: 4, tied: [] },
    });
  });

  it('is by the one board the rules name', () => {
    expect(published(documentWith({ board: 'overall', cut: { by: 'rank', to: 1 } }), best).through).toEqual([
      ['t1', 'overall', 1],
    ]);
    expect(published(documentWith({ board: 'group:country', cut: { by: 'rank', to: 1 } }), best)).toMatchObject({
      through: [['c1', 'group:country', 1]],
      left: 2,
    });
  });

  it('is by the groups where there is no overall board', () => {
    const document = documentWith({ cut: { by: 'rank', to: 1 } }, { groups: true, overall: false });
    expect(published(document, best).through).toEqual([
      ['t1', 'group:town', 1],
      ['c1', 'group:country', 1],
    ]);
  });

  it('a tie is told where it decided: not of somebody another board lets through', () => {
    const across = { t1: '90', t2: '80', c1: '80', c2: '70' };
    // t2 and c1 share place 2 of all; c1 is first in the country and goes on whatever ties mean.
    const leave = published(documentWith({ cut: { by: 'rank', to: 2 }, ties: 'leave' }), across);
    expect(leave).toMatchObject({ left: 0, tied: [] });
    const one = published(documentWith({ cut: { by: 'rank', to: 1 } }), { t1: '80', t2: '80', c1: '90', c2: '70' });
    expect(one.through.map(([number]) => number)).toEqual(['c1', 't1', 't2']);
    expect(one).toMatchObject({ left: 1, tied: ['e_t1', 'e_t2'] });
  });
});
