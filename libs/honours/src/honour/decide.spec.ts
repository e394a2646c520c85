import { specFor } from '@xf/es/testing';
import { adoptionFold } from '../adoption/rules';
import type { NominationState } from '../nomination/rules';
import type { RoundState } from '../round/rules';
import { Announced } from '../round/rules.announced';
import { certificate, confer, conferred, medal, recommended, register } from '../testing/examples';
import { honourIdOf } from '../terms';
import { honour } from './decide';
import type { HonourEvent } from './events';

const nominee: NominationState = {
  status: 'open',
  proposed: { award: 'medal', receiver: 'person', subject: 'p_n1', unit: '第一机械厂', basis: recommended },
};
const inRound = (over: object = {}): RoundState => ({
  status: 'open',
  organization: 'd1',
  year: 2026,
  awards: new Map([
    [
      'medal',
      {
        document: medal,
        announced: new Announced().with('n1'),
        shortlist: {
          version: 1,
          nominations: [{ nomination: 'n1', subject: 'p_n1' }],
          omitted: [],
          changes: [],
          deviations: [],
        },
        ...over,
      },
    ],
  ]),
});
const world = { round: inRound(), nomination: nominee, adopted: adoptionFold.initial };
const today = Date.parse('2026-05-01T00:00:00Z');
const given = specFor(honour, { given: world, now: today });
const { round: _round, nomination: _nomination, basis: _basis, unit: _unit, ...terms } = conferred();
const registered: HonourEvent = {
  ...terms,
  type: 'HonourRegistered',
  decision: { issuer: '黄工字', year: 2019, number: 3 },
  conferredOn: '2019-04-26',
};
const earlier = { code: 'already-holder', decision: '黄工字〔2019〕3号', conferredOn: '2019-04-26' } as const;
const decision = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28' };

describe('registering an earlier honour', () => {
  it('records it with its decision number and day', () => given().when(register()).then(registered));
  it('adds nothing for the same decision', () =>
    given(registered)
      .when(register({ decision: '黄工字[2019]3号' }))
      .then());
  it('domain-rules 109: refuses the decision whose honour was revoked, and takes another one', () => {
    const revoked: HonourEvent = {
      type: 'HonourRevoked',
      ...{ award: 'medal', subject: 'p_n1', honour: 0, organization: 'd1', revocation: 'rev1', kind: 'ordered' },
      ...{ cause: 'fraud', causeTitle: '弄虚作假', decision: { issuer: '黄工字', year: 2025, number: 30 } },
      ...{ approvedBy: '区总工会', revokedOn: '2025-11-01', by: 'wang' },
    };
    const again = { id: honourIdOf('medal', 'p_n1', 0), revocation: 'rev1', revokedOn: '2025-11-01' };
    for (const document of [medal, { ...medal, repeatable: true }]) {
      given(registered, revoked)
        .when(register({ document }))
        .thenRejected({ code: 'honour-revoked', ...again });
    }
    const other = { decision: '黄工字〔2026〕1号', conferredOn: '2026-01-26' };
    given(registered, revoked)
      .when(register(other))
      .then({ ...registered, decision: { issuer: '黄工字', year: 2026, number: 1 }, conferredOn: '2026-01-26' });
  });
  it('domain-rules 3: refuses a second one under another decision', () => {
    given(registered)
      .when(register({ decision: '黄工字〔2020〕1号', conferredOn: '2020-04-26' }))
      .thenRejected(earlier);
  });
  it('takes a second one of a repeatable award', () => {
    const document = { ...medal, repeatable: true };
    given(registered)
      .when(register({ document, decision: '黄工字〔2020〕1号', conferredOn: '2020-04-26' }))
      .then({ ...registered, decision: { issuer: '黄工字', year: 2020, number: 1 }, conferredOn: '2020-04-26' });
  });
  it('domain-rules 1: refuses another kind of receiver', () => {
    given()
      .when(register({ receiver: 'unit' }))
      .thenRejected({ code: 'receiver-mismatch', expected: 'person' });
  });
  it('refuses a document of another award, and one that does not load', () => {
    given()
      .when(register({ document: certificate }))
      .thenRejected({ code: 'award-differs', document: 'certificate' });
    const decided = honour.decide(register({ document: {} }), honour.initial, { now: today, actor: 'a', given: world });
    expect(decided).toMatchObject({ rejected: { code: 'award-refused' } });
  });
  it('refuses an unreadable number, a day that is none, and a day to come', () => {
    given()
      .when(register({ decision: '3号' }))
      .thenRejected({ code: 'decision-unreadable' });
    given()
      .when(register({ conferredOn: '2019-4-26' }))
      .thenRejected({ code: 'no-such-day' });
    given()
      .when(register({ conferredOn: '2026-05-02' }))
      .thenRejected({ code: 'day-ahead' });
    given()
      .when(register({ decision: '黄工字〔2026〕3号', conferredOn: '2026-05-01' }))
      .then({ ...registered, decision: { issuer: '黄工字', year: 2026, number: 3 }, conferredOn: '2026-05-01' });
  });
  it('domain-rules 105: takes a decision of the year of its day or the next one, and of no other', () => {
    for (const [decision, conferredOn, from, to] of [
      ['黄工字〔2018〕3号', '2019-04-26', 2019, 2020],
      ['黄工字〔2021〕3号', '2019-04-26', 2019, 2020],
      ['黄工字〔2027〕3号', '2026-04-26', 2026, 2026],
    ] as const) {
      given().when(register({ decision, conferredOn })).thenRejected({ code: 'decision-year-off', from, to });
    }
    given()
      .when(register({ decision: '黄工字〔2020〕3号' }))
      .then({ ...registered, decision: { issuer: '黄工字', year: 2020, number: 3 } });
  });
  it('refuses a day before the award existed, and a nameless holder', () => {
    const document = { ...medal, validFrom: '2020-01-01' };
    given().when(register({ document })).thenRejected({ code: 'award-not-in-force', award: 'medal' });
    given()
      .when(register({ name: '' }))
      .thenRejected({ code: 'name-missing' });
  });
});

describe('conferring', () => {
  it('takes title, level and plaque from the pinned document and the grounds from the nomination', () =>
    given().when(confer()).then(conferred()));
  it('domain-rules 3: refuses a holder', () => given(registered).when(confer()).thenRejected(earlier));
  it('refuses the same honour again', () => {
    given(conferred())
      .when(confer())
      .thenRejected({ code: 'already-holder', decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' });
  });
  it('gives a repeatable award again, but once for one nomination', () => {
    const again = { given: { ...world, round: inRound({ document: { ...medal, repeatable: true } }) } };
    given(conferred({ nomination: 'n0' }))
      .when(confer(), again)
      .then(conferred());
    given(conferred())
      .when(confer(), again)
      .thenRejected({ code: 'already-holder', decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' });
  });
  it('domain-rules 107: asks who takes the certificate of a receiver who has died', () => {
    given()
      .when(confer({ posthumous: true }))
      .thenRejected({ code: 'certificate-receiver-missing' });
    const posthumous = { posthumous: true, certificateTo: '王小填' };
    given().when(confer(posthumous)).then(conferred(posthumous));
  });
  it('refuses who is not on the shortlist', () => {
    const without = {
      given: {
        ...world,
        round: inRound({ shortlist: { version: 2, nominations: [], omitted: [], changes: [], deviations: [] } }),
      },
    };
    given().when(confer(), without).thenRejected({ code: 'nomination-not-shortlisted' });
    given()
      .when(confer({ nomination: 'n2' }))
      .thenRejected({ code: 'nomination-not-shortlisted' });
  });
  it('domain-rules 23: refuses a withdrawn nominee', () => {
    const gone = { given: { ...world, nomination: { ...nominee, status: 'withdrawn' as const } } };
    given().when(confer(), gone).thenRejected({ code: 'nomination-not-open', status: 'withdrawn' });
  });
  it('refuses another receiver than the nominee', () =>
    given()
      .when(confer({ subject: 'p2' }))
      .thenRejected({ code: 'subject-differs' }));
  it('refuses another decision or day than the round recorded', () => {
    const decided = { given: { ...world, round: inRound({ decision }) } };
    given().when(confer(), decided).then(conferred());
    const differs = { code: 'decision-differs', decision: '黄工字〔2026〕5号' } as const;
    given()
      .when(confer({ decision: '黄工字〔2026〕6号' }), decided)
      .thenRejected(differs);
    given()
      .when(confer({ conferredOn: '2026-04-29' }), decided)
      .thenRejected(differs);
  });
  it('domain-rules 105: refuses a number it cannot read and a day that is none', () => {
    given()
      .when(confer({ decision: '五号' }))
      .thenRejected({ code: 'decision-unreadable' });
    given()
      .when(confer({ conferredOn: '2026-02-29' }))
      .thenRejected({ code: 'no-such-day' });
  });
  it('refuses an award out of force, an unknown round, a foreign award, a nameless nominee', () => {
    const ended = { given: { ...world, round: inRound({ document: { ...medal, validTo: '2026-04-27' } }) } };
    given().when(confer(), ended).thenRejected({ code: 'award-not-in-force', award: 'medal' });
    given()
      .when(confer(), { given: { ...world, round: { status: 'unknown' } } })
      .thenRejected({ code: 'round-unknown' });
    given()
      .when(confer({ award: 'flag' }))
      .thenRejected({ code: 'award-not-in-round', award: 'flag' });
    given()
      .when(confer({ name: '' }))
      .thenRejected({ code: 'name-missing' });
  });
});
