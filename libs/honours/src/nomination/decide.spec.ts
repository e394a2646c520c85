import { specFor } from '@xf/es/testing';
import type { HonourState } from '../honour/rules';
import type { RoundState } from '../round/rules';
import { Announced } from '../round/rules.announced';
import type { Phase } from '../document/rules';
import { basis, certificate, medal, propose, proposed, recommended, roundRules } from '../testing/examples';
import { nomination, nominationItems } from './decide';
import type { NominationEvent } from './events';

const none: HonourState = { held: [], revoked: [], next: 0 };
const holder: HonourState = {
  ...none,
  held: [
    {
      honour: 0,
      organization: 'd1',
      receiver: 'person',
      decision: { issuer: '黄工字', year: 2019, number: 3 },
      conferredOn: '2019-04-26',
    },
  ],
};
const decision = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28' };
const inRound = (over: object = {}): RoundState => ({
  status: 'open',
  organization: 'd1',
  year: 2026,
  awards: new Map([
    ['medal', { document: medal, announced: new Announced(), ...over }],
    ['certificate', { document: certificate, announced: new Announced() }],
  ]),
});
const world = { round: inRound(), honour: none };
const given = specFor(nomination, { given: world });
const earlier = { decision: '黄工字〔2019〕3号', conferredOn: '2019-04-26' };
const late = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' };
const withdrawn: NominationEvent = {
  type: 'NominationWithdrawn',
  round: 'r2026',
  award: 'medal',
  nomination: 'n1',
  reason: '本人放弃',
};
const ruledOut = (reason: 'already-holder' | 'honours-decided', by: typeof late): NominationEvent => ({
  type: 'NominationRuledOut',
  round: 'r2026',
  award: 'medal',
  nomination: 'n1',
  reason,
  ...by,
});

describe('proposing', () => {
  it('records a recommendation', () => given().when(propose()).then(proposed()));
  it('records a winner with those passed over', () => {
    const passedOver = [
      { entry: 'e9', subject: 'p9', rank: 1, reason: 'earlier-holder' as const, honour: '黄工字〔2019〕3号' },
    ];
    const won = { basis: basis({ rank: 2 }), passedOver };
    given().when(propose('n1', won)).then(proposed('n1', won));
  });
  it('keeps members beside a title', () => {
    const { name: _name, ...rest } = proposed('n1', { award: 'certificate', receiver: 'unit' });
    const members = [{ person: 'p5', name: '李涛' }];
    given()
      .when(propose('n1', { award: 'certificate', receiver: 'unit', name: '第一机械厂', members }))
      .then({ ...rest, title: '第一机械厂', members });
  });
  it.each(['unit', 'team'] as const)('domain-rules 1: refuses a medal for a %s', (receiver) => {
    given().when(propose('n1', { receiver })).thenRejected({ code: 'receiver-mismatch', expected: 'person' });
  });
  it('takes recommendations within the phases that bind them, to the last minute, and winners at any time', () => {
    const [base, city] = roundRules.phases;
    if (base === undefined || city === undefined) throw new Error('phases');
    const bound = { ...base, binds: ['recommendations'] } as const;
    const under = (phases: readonly Phase[]) => ({
      given: { ...world, round: { ...inRound(), rules: { ...roundRules, phases } } as RoundState },
    });
    const at = (time: string) => ({ ...under([bound, city]), now: Date.parse(`${time}+08:00`) });
    const closed = { code: 'phase-closed', phases: [bound] } as const;
    given().when(propose(), at('2026-01-04T23:59:59')).thenRejected(closed);
    given().when(propose(), at('2026-01-05T00:00:00')).then(proposed());
    given().when(propose(), at('2026-02-10T23:59:59')).then(proposed());
    given().when(propose(), at('2026-02-11T00:00:00')).thenRejected(closed);
    given(proposed()).when(propose(), at('2026-02-11T00:00:00')).then();
    const won = { basis: basis({ rank: 1 }) };
    given().when(propose('n1', won), at('2026-02-11T00:00:00')).then(proposed('n1', won));
    given()
      .when(propose(), under([base, city]))
      .then(proposed());
    const late = { ...bound, phase: 'late', from: '2026-02-11', to: '2026-02-11' };
    given()
      .when(propose(), { ...under([bound, late]), now: Date.parse('2026-02-11T09:00:00+08:00') })
      .then(proposed());
  });
  it('domain-rules 41: refuses an identity number in what a recommendation says, and names each place', () => {
    const id = '１10105 19491231 002X';
    const basisOf = { ...recommended, reason: `标兵，${id}` };
    given()
      .when(propose('n1', { name: `王填${id}`, unit: id, basis: basisOf }))
      .thenRejected({ code: 'nomination-holds-id', pointers: ['/name', '/unit', '/reason'] });
    const won = { name: `王填${id}`, basis: basis() };
    given().when(propose('n1', won)).then(proposed('n1', won));
  });
  it('domain-rules 36, 39: takes nobody back whom an objection keeps out; what is nominated already stays', () => {
    const objected = { given: { ...world, objected: true as const } };
    given().when(propose('n2'), objected).thenRejected({ code: 'nominee-objected' });
    given(proposed()).when(propose(), objected).then();
  });
  it('domain-rules 3: refuses a holder and names the earlier honour', () => {
    given()
      .when(propose(), { given: { ...world, honour: holder } })
      .thenRejected({ code: 'already-holder', ...earlier });
  });
  it('allows a holder of a repeatable award', () => {
    const unit = { award: 'certificate', receiver: 'unit' } as const;
    const { name, ...rest } = proposed('n1', unit);
    given()
      .when(propose('n1', unit), { given: { ...world, honour: holder } })
      .then({ ...rest, title: name! });
  });
  it('domain-rules 3: keeps a winner who became a holder after the publication visible, ruled out', () => {
    given()
      .when(propose('n1', { basis: basis() }), { given: { ...world, honour: holder } })
      .then(proposed('n1', { basis: basis() }), ruledOut('already-holder', earlier));
  });
  it('refuses a recommendation after the decision; rules a winner out', () => {
    const after = { given: { ...world, round: inRound({ decision }) } };
    given()
      .when(propose(), after)
      .thenRejected({ code: 'honours-decided', ...late });
    given()
      .when(propose('n1', { basis: basis() }), after)
      .then(proposed('n1', { basis: basis() }), ruledOut('honours-decided', late));
  });
  it('refuses an unknown round and an award that is not in it', () => {
    given()
      .when(propose(), { given: { ...world, round: { status: 'unknown' } } })
      .thenRejected({ code: 'round-unknown' });
    given()
      .when(propose('n1', { award: 'flag' }))
      .thenRejected({ code: 'award-not-in-round', award: 'flag' });
  });
  it('refuses a nameless nominee and a recommendation without a reason', () => {
    given()
      .when(propose('n1', { name: ' ' }))
      .thenRejected({ code: 'name-missing' });
    given()
      .when(propose('n1', { basis: { ...recommended, reason: '' } }))
      .thenRejected({ code: 'reason-missing' });
  });
  it('adds nothing for the same nominee; refuses another under the same id', () => {
    given(proposed()).when(propose()).then();
    given(proposed())
      .when(propose('n1', { subject: 'p2' }))
      .thenRejected({ code: 'nomination-exists' });
  });
  it('goes with its announcement to the round', () => {
    expect(nominationItems(propose()).map(({ decider, command }) => [decider.name, decider.stream(command)])).toEqual([
      ['nomination', 'nomination-r2026.n1'],
      ['round', 'round-r2026'],
    ]);
  });
});

describe('withdrawing', () => {
  const withdraw = { type: 'WithdrawNomination', round: 'r2026', nomination: 'n1', reason: '本人放弃' } as const;
  it('records the reason', () => given(proposed()).when(withdraw).then(withdrawn));
  it('adds nothing the second time', () => given(proposed(), withdrawn).when(withdraw).then());
  it('refuses without a reason', () =>
    given(proposed())
      .when({ ...withdraw, reason: '' })
      .thenRejected({ code: 'reason-missing' }));
  it('refuses what was never proposed', () => given().when(withdraw).thenRejected({ code: 'nomination-unknown' }));
  it('refuses what was ruled out', () => {
    given(proposed(), ruledOut('already-holder', earlier))
      .when(withdraw)
      .thenRejected({ code: 'nomination-not-open', status: 'ruled-out' });
  });
  it('refuses after the decision', () => {
    given(proposed())
      .when(withdraw, { given: { ...world, round: inRound({ decision }) } })
      .thenRejected({ code: 'honours-decided', ...late });
  });
});
