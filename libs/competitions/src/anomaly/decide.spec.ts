import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { plan, turningRules } from '../testing/examples';
import type { SettleAnomaly } from './command';
import { anomaly } from './decide';
import type { AnomalySettled, Grounds } from './events';

const C = 'skills2026';

/** The competition after these of its events: planned, opened, frozen, published. */
function after(count: number): CompetitionState {
  const { type: _type, ...content } = plan();
  const on = { competition: C, contest: 'turning' };
  const events: readonly CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...content },
    { type: 'CompetitionOpened', competition: C, rules: [{ contest: 'turning', hash: 'h', document: turningRules }] },
    { type: 'ScoresFrozen', ...on },
    { type: 'ResultsPublished', ...on, version: 1, digest: 'd', rounds: [] },
  ];
  return events.slice(0, count).reduce((state, event) => competition.evolve(state, event, 0), competition.initial);
}

const grounds: Grounds = {
  ...{ finding: 'f0123456789abcdef0123', kind: 'tenfold', criterion: 'practice', slots: ['zhao'] },
  ...{ refs: ['entry-skills2026.e1@3'], marks: 1 },
};
const settle: SettleAnomaly = {
  ...{ type: 'SettleAnomaly', competition: C, contest: 'turning', grounds, reason: '已核对原始评分表，确为 7.9' },
};
const settled: AnomalySettled = {
  ...{ type: 'AnomalySettled', competition: C, contest: 'turning', ...grounds },
  ...{ reason: '已核对原始评分表，确为 7.9', by: 'tester' },
};
const spec = specFor(anomaly, { given: after(2) });

describe('settling an anomaly', () => {
  it('domain-rules 131: says who, why, and on which marks it stands', () => {
    spec().when(settle).then(settled);
  });

  it('domain-rules 131: needs a reason', () => {
    spec()
      .when({ ...settle, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
  });

  it('may be about several marks without one criterion', () => {
    const { criterion: _criterion, ...several } = grounds;
    const { criterion: _one, ...event } = settled;
    spec()
      .when({ ...settle, grounds: { ...several, kind: 'late', marks: 70 } })
      .then({ ...event, kind: 'late', marks: 70 });
  });

  it('twice by the same person for the same reason adds nothing', () => {
    spec(settled).when(settle).then();
  });

  it('is not done again by another person, or for another reason', () => {
    const known = { code: 'anomaly-settled', by: 'tester', reason: settled.reason } as const;
    spec(settled).when(settle, { actor: 'second' }).thenRejected(known);
    spec(settled)
      .when({ ...settle, reason: '另有原因' })
      .thenRejected(known);
  });

  it('leaves other findings of the contest open', () => {
    const other = { ...grounds, finding: 'fother' };
    spec(settled)
      .when({ ...settle, grounds: other })
      .then({ ...settled, finding: 'fother' });
  });

  it('is not for who gave the marks', () => {
    spec().when(settle, { actor: 'zhao' }).thenRejected({ code: 'anomaly-of-own-marks' });
  });

  it.each([
    ['while marks are taken', 2],
    ['after the freeze', 3],
    ['after publication', 4],
  ])('is possible %s', (_when, count) => {
    spec()
      .when(settle, { given: after(count) })
      .then(settled);
  });

  it('is refused where there is no such contest, or it never opened', () => {
    spec().when(settle, { given: competition.initial }).thenRejected({ code: 'competition-unknown' });
    spec()
      .when(settle, { given: after(1) })
      .thenRejected({ code: 'competition-not-open' });
    spec()
      .when({ ...settle, contest: 'welding' })
      .thenRejected({ code: 'contest-unknown', contest: 'welding' });
  });
});
