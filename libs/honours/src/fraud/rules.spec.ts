import { specFor } from '@xf/es/testing';
import { roundFold, type RoundState } from '../round/rules';
import { fraud } from './decide';
import type { FraudEvent } from './events';
import { barredFrom, fraudBars, fraudFold } from './rules';

const found: FraudEvent = {
  type: 'FraudFound',
  ...{ unit: 'u7', round: 'r2023', organization: 'd1', year: 2023, foundOn: '2023-08-28', revocation: 'rev1' },
};
const bars = fraudBars(fraudFold.evolve(fraudFold.initial, found, 0));
const round = (year: number, openedOn = `${year}-01-05`) => ({ round: `r${year}`, organization: 'd1', year, openedOn });
const rounds = [round(2022), round(2023), round(2024), round(2026)];

it('domain-rules 129: fraud found in round 2023 bars the unit from the next round, not from the one after', () => {
  expect(barredFrom(bars, round(2024), rounds)).toMatchObject({ unit: 'u7', round: 'r2023' });
  expect(barredFrom(bars, round(2026), rounds)).toBeUndefined();
  expect(barredFrom(bars, round(2023), rounds)).toBeUndefined();
});

it('domain-rules 129: the next round is the first that was opened after it came out, whatever years have none', () => {
  const late = bars.map((bar) => ({ ...bar, foundOn: '2024-06-01' }));
  expect(barredFrom(late, round(2024), rounds)).toBeUndefined();
  expect(barredFrom(late, round(2026), rounds)).toMatchObject({ round: 'r2023' });
  const others = { ...round(2024), organization: 'd2' };
  expect(barredFrom(bars, others, [...rounds, others])).toBeUndefined();
});

describe('recording it', () => {
  const state: RoundState = { status: 'open', organization: 'd1', year: 2023, awards: new Map() };
  const given = specFor(fraud, { given: { round: state } });
  const record = {
    type: 'RecordFraud',
    unit: 'u7',
    round: 'r2023',
    foundOn: '2023-08-28',
    revocation: 'rev1',
  } as const;
  it('domain-rules 129: names the round, whose it was and when it came out; once for a round', () => {
    given().when(record).then(found);
    given(found)
      .when({ ...record, revocation: 'rev2' })
      .then();
  });
  it('is found of an organisation under its name too', () => {
    const of = (name?: string) =>
      fraud.beside!(record, fraud.initial, { round: state, ...(name && { name }) }).map(({ command }) => command);
    expect(of('第一机械厂')).toEqual([{ ...record, unit: '第一机械厂' }]);
    expect([of(), of('u7')]).toEqual([[], []]);
  });
  it('refuses a round nobody opened', () =>
    given()
      .when(record, { given: { round: roundFold.initial } })
      .thenRejected({ code: 'round-unknown' }));
});
