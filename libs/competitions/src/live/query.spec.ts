import type { Recorded } from '@xf/es';
import { boardState, feedLine, isNews, publicLines, type FeedEvent } from './query';

const words = { time: (instant: number) => `t${instant}`, slot: (entry: string, slot: string) => `~${entry}${slot}` };
const meta = { stream: 'entry-c.e', revision: 4, actor: 'wang', validAt: 1, recordedAt: 2, position: 9 };
const recorded = (event: FeedEvent): Recorded<FeedEvent> => ({
  ...{ ...meta, command: 'cmd', fingerprint: 'f', correlation: 'cor' },
  event,
});
const on = { competition: 'c', contest: 'k', entry: 'e' };
const line = { position: 9, ref: 'entry-c.e@4', recordedAt: 't2', validAt: 't1' };

/** One of each, with something in every field that nobody may read. */
const secret = '不可见';
const plan = {
  ...{ competition: 'c', organization: 'o', name: secret, level: 'city' as const, rounds: [] },
  contests: [{ contest: 'k', name: secret, receiver: 'person' as const, groups: [{ group: 'g', name: secret }] }],
};
const score = { ...on, criterion: 'practice', slot: 'zhao' };
const people = { subject: secret, name: secret, title: secret, unit: secret, idNumber: secret, phone: secret };
const events: readonly (readonly [FeedEvent, object])[] = [
  [{ type: 'CompetitionPlanned', ...plan }, { contests: ['k'] }],
  [{ type: 'CompetitionReplanned', ...plan }, { contests: ['k'] }],
  [
    { type: 'CompetitionOpened', competition: 'c', rules: [{ contest: 'k', hash: 'h', document: { title: secret } }] },
    { rules: [{ contest: 'k', hash: 'h' }] },
  ],
  [{ type: 'ScoresFrozen', competition: 'c', contest: 'k' }, { contest: 'k' }],
  [
    {
      ...{ type: 'ResultsPublished', competition: 'c', contest: 'k', version: 2, digest: 'd' },
      ...{ reason: secret, rounds: [] },
    },
    { contest: 'k', version: 2, digest: 'd' },
  ],
  [
    {
      ...{ type: 'EntrySubmitted', ...on, number: 'A1', group: 'g', kind: 'person', ...people },
      ...{ members: [{ person: secret, name: secret }], attributes: { [secret]: secret } },
    },
    { contest: 'k', entry: 'e', number: 'A1', group: 'g', kind: 'person' },
  ],
  [
    { type: 'ScoreRecorded', ...score, value: '1.50' },
    { contest: 'k', entry: 'e', criterion: 'practice', slot: '~ezhao', value: '1.50' },
  ],
  [
    { type: 'CorrectionProposed', ...score, from: '1', to: '2', reason: secret, by: secret },
    { contest: 'k', entry: 'e', criterion: 'practice', slot: '~ezhao', from: '1', to: '2' },
  ],
  [
    { type: 'ScoreCorrected', ...score, from: '1', to: '2', reason: secret, afterPublication: true },
    { contest: 'k', entry: 'e', criterion: 'practice', slot: '~ezhao', from: '1', to: '2' },
  ],
  [
    { type: 'EntryWithdrawn', ...on, reason: secret },
    { contest: 'k', entry: 'e' },
  ],
  [
    { type: 'EntryAbsent', ...on, reason: secret },
    { contest: 'k', entry: 'e' },
  ],
  [
    { type: 'EntryDisqualified', ...on, reason: secret },
    { contest: 'k', entry: 'e' },
  ],
  [
    { type: 'EntryVetoed', ...on, clause: 'safety', reason: secret },
    { contest: 'k', entry: 'e', clause: 'safety' },
  ],
  [
    { type: 'EntryReinstated', ...on, reason: secret },
    { contest: 'k', entry: 'e' },
  ],
];

describe('a line of the feed', () => {
  it.each(events)('domain-rules 80: of %j holds no name, no reason and no account', (event, shown) => {
    const told = feedLine(recorded(event), 'committee', words);
    expect(told).toEqual({ ...line, type: event.type, ...shown });
    const audited = feedLine(recorded(event), 'auditor', words);
    expect(audited).toEqual({ ...told, actor: 'wang', ...('slot' in shown ? { slot: 'zhao' } : {}) });
    expect(JSON.stringify(audited)).not.toContain(secret);
  });

  it('keeps numbered slots, which are nobody', () => {
    for (const slot of ['1', 'J12']) {
      const event = { type: 'ScoreRecorded', ...score, slot, value: '1' } as const;
      expect(feedLine(recorded(event), 'committee', words)).toMatchObject({ slot });
    }
  });

  it('is for the public of a publication only', () => {
    const all = events.map(([event]) => recorded(event));
    expect(all.map((one) => feedLine(one, 'public', words)).filter(Boolean)).toEqual([]);
    const line = { type: 'ResultsPublished', contest: 'k', version: 2, digest: 'd', at: 't2' };
    // By their number, not by where they stand in the log.
    expect(publicLines([...all, ...all], words.time)).toEqual([
      { position: 1, ...line },
      { position: 2, ...line },
    ]);
  });
});

describe('the state of a board', () => {
  const awaiting = { corrections: [], appeals: [] };
  const running = { changedAt: 7, publications: [], awaiting };
  const publications = [1, 2].map((version) => ({ version, position: 6 + 3 * version }));
  const published = { changedAt: 7, frozenAt: 8, publications, awaiting };

  it('is for staff where anything happened, for the public what was last published', () => {
    expect([boardState(running, 'judge'), boardState(running, 'public')]).toEqual([
      { at: 7, pending: false },
      undefined,
    ]);
    expect(boardState({ ...running, frozenAt: 8 }, 'judge')).toEqual({ at: 8, pending: false });
    expect(boardState(published, 'organizer')).toEqual({ at: 12, pending: false });
    for (const who of ['public', 'unit'] as const) {
      expect(boardState(published, who)).toEqual({ at: 2, pending: false });
      expect(boardState({ ...published, changedAt: 15 }, who)).toEqual({ at: 2, pending: true });
    }
    expect(boardState({ ...published, changedAt: 15 }, 'auditor')).toEqual({ at: 15, pending: true });
  });

  it('domain-rules 82, 131: is pending while an appeal or a correction waits, and only once published', () => {
    for (const waits of [{ appeals: ['a'] }, { corrections: ['c'] }]) {
      const held = { ...awaiting, ...waits };
      expect(boardState({ ...published, awaiting: held }, 'public')).toEqual({ at: 2, pending: true });
      expect(boardState({ ...running, awaiting: held }, 'judge')).toEqual({ at: 7, pending: false });
    }
  });

  it('is news when it is later, or when what is pending begins or ends', () => {
    const now = { at: 5, pending: false };
    const pending = { at: 5, pending: true };
    expect([isNews({}, now), isNews({ at: 4, pending: true }, now)]).toEqual([true, true]);
    expect([isNews(now, now), isNews(pending, pending), isNews({ at: 5 }, now)]).toEqual([false, false, false]);
    expect([isNews(now, pending), isNews(pending, now), isNews({ at: 5 }, pending)]).toEqual([true, true, true]);
    expect(isNews({ at: 6 }, pending)).toBe(false);
  });
});
