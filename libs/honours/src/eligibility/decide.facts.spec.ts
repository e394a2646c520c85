import type { EventShape, ReadState } from '@xf/es';
import { hashAwardDocument } from '../award/rules';
import type { HonourEvent } from '../honour/events';
import { conferred, medal, openRound } from '../testing/examples';
import { honourStream, roundStream } from '../terms';
import { heldBy } from './decide.facts';

const { type: _type, ...content } = openRound();
const awards = [{ award: medal.id, hash: hashAwardDocument(medal), document: medal }];
const instant: HonourEvent = {
  ...{ type: 'InstantHonourConferred', award: 'medal', awardTitle: medal.title, level: 'district', organization: 'd1' },
  ...{ receiver: 'person', subject: 'p1', name: '王填', decision: { issuer: '黄工字', year: 2025, number: 9 } },
  ...{ conferredOn: '2025-08-12', reason: '抗洪', hash: 'sha256:0', listYear: 2026 },
};
const { decision, ...earlier } = conferred({ conferredOn: '2019-04-26' });
const { round: _round, nomination: _nomination, basis: _basis, ...before } = earlier;
const streams: Readonly<Record<string, readonly EventShape[]>> = {
  [roundStream('r2026')]: [{ type: 'RoundOpened', ...content, awards, year: 2024 } as EventShape],
  [honourStream('medal', 'p1')]: [
    { ...before, decision, type: 'HonourRegistered' } as EventShape,
    conferred({ conferredOn: '2025-01-05' }),
    instant,
  ],
};
const read: ReadState = (fold, stream) =>
  Promise.resolve(
    (streams[stream] ?? []).reduce((state, event) => fold.evolve(state, event as never, 0), fold.initial),
  );

it('domain-rules 4, 106: an honour is of the year of its round, or of the list that took it; one from before of its day alone', async () => {
  const found = await heldBy(read, ['p1'], [{ award: 'medal', level: 'district' }]);
  expect(found.map(({ on, roundYear }) => [on, roundYear])).toEqual([
    ['2019-04-26', undefined],
    ['2025-01-05', 2024],
    ['2025-08-12', 2026],
  ]);
});
