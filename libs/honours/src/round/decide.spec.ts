import { specFor } from '@xf/es/testing';
import { hashAwardDocument } from '../award/rules';
import { hashRoundDocument } from '../document/rules';
import type { NominationState } from '../nomination/rules';
import { certificate, medal, openRound, recommended, roundRules, shortlistRules } from '../testing/examples';
import type { RoundCommand } from './command';
import { reviewFold } from '../ballot/rules.standing';
import { noticeFold } from '../notice/rules.standing';
import { quotaFold } from '../quota/rules.standing';
import { shortlistFold } from '../shortlist/rules.standing';
import { round } from './decide';
import type { RoundGiven } from './decide.held';
import type { RoundEvent } from './events';

const nominee = (subject: string, status: 'open' | 'withdrawn' | 'ruled-out' = 'open'): NominationState => ({
  status,
  proposed: { award: 'medal', receiver: 'person', subject, basis: recommended },
});
const known = new Map([
  ['n1', nominee('p1')],
  ['n2', nominee('p2')],
  ['n3', nominee('p3', 'withdrawn')],
  ['n4', nominee('p1')],
]);
const facts = (over: Partial<RoundGiven> = {}): RoundGiven => ({
  nominations: known,
  shortlist: shortlistFold.initial,
  quota: quotaFold.initial,
  notices: noticeFold.initial,
  review: reviewFold.initial,
  stood: new Set(),
  ...over,
});
const given = specFor(round, { given: facts(), now: Date.parse('2026-05-01T09:00:00+08:00') });

const pinned = [medal, certificate].map((document) => ({
  award: document.id,
  hash: hashAwardDocument(document),
  document,
}));
const { type: _type, ...content } = openRound();
const opened: RoundEvent = { type: 'RoundOpened', ...content, awards: pinned };
const any = expect.any(String) as string;
const pinnedRules = { hash: hashRoundDocument(roundRules), document: roundRules };
const at = { round: 'r2026', award: 'medal' };
const announced = (nomination: string): RoundEvent => ({ type: 'NominationAnnounced', ...at, nomination });
const two = [opened, announced('n1'), announced('n2')];
const shortlist = (
  nominations: readonly string[],
  omitted: readonly { nomination: string; reason: string }[] = [],
): RoundCommand => ({
  type: 'ConfirmShortlist',
  ...at,
  nominations,
  omitted,
});
const out = { nomination: 'n2', reason: '材料不全' };
const confirmed = (version = 1): RoundEvent => ({
  type: 'ShortlistConfirmed',
  ...at,
  version,
  nominations: [{ nomination: 'n1', subject: 'p1' }],
  omitted: [out],
});
const record = (over: object = {}): RoundCommand => ({
  type: 'RecordConferral',
  ...at,
  decision: '黄工字[2026]5号',
  conferredOn: '2026-04-28',
  count: 1,
  ...over,
});
const decided: RoundEvent = {
  type: 'HonoursDecided',
  ...at,
  issuer: '黄工字',
  year: 2026,
  number: 5,
  conferredOn: '2026-04-28',
  count: 1,
  shortlist: 1,
};

describe('opening', () => {
  it('pins each award document with its hash', () => given().when(openRound()).then(opened));
  it('pins the round document with its hash', () => {
    const { document, hash } = pinnedRules;
    given()
      .when({ ...openRound(), rules: document })
      .then({ ...opened, rules: { hash, document } });
  });
  it('refuses a round document with everything that is wrong in it', () => {
    const problems = [{ pointer: '/phases/0/to', code: 'range-reversed', zh: any, en: any }];
    const [phase] = pinnedRules.document.phases;
    given()
      .when({ ...openRound(), rules: { ...pinnedRules.document, phases: [{ ...phase, to: '2025-12-31' }] } })
      .thenRejected({ code: 'round-document-refused', problems });
  });
  it('refuses a round document that speaks of an award the round does not have', () => {
    const shortlist = { awards: [{ award: 'flag', document: shortlistRules }] };
    const problems = [{ pointer: '/shortlist/awards/0/award', code: 'award-unknown', zh: any, en: any }];
    given()
      .when({ ...openRound(), rules: { ...roundRules, shortlist } })
      .thenRejected({ code: 'round-document-refused', problems });
  });
  it('refuses a round that exists', () => given(opened).when(openRound()).thenRejected({ code: 'round-exists' }));
  it('refuses a round without awards', () => given().when(openRound([])).thenRejected({ code: 'awards-missing' }));
  it('refuses an award twice', () => {
    given()
      .when(openRound([medal, { ...medal, version: 2 }]))
      .thenRejected({ code: 'award-repeated', award: 'medal', index: 1 });
  });
  it('refuses a document that does not load, and says where', () => {
    const decision = round.decide(openRound([medal, { ...medal, level: 'x' }]), round.initial, {
      now: 0,
      actor: 'a',
      given: facts(),
    });
    expect(decision).toMatchObject({
      rejected: { code: 'award-refused', index: 1, problems: [{ pointer: '/level' }] },
    });
  });
  it('refuses an award that is not in force in any part of the year', () => {
    given()
      .when(openRound([{ ...medal, validTo: '2025-12-31' }]))
      .thenRejected({ code: 'award-not-in-force', award: 'medal' });
    const late = { ...medal, validTo: '2026-01-01' };
    const awards = [{ award: 'medal', hash: hashAwardDocument(late), document: late }];
    given()
      .when(openRound([late]))
      .then({ type: 'RoundOpened', ...content, awards });
  });
  it.each([1948, 10_000, 2026.5])('refuses the year %s', (year) => {
    given()
      .when({ ...openRound(), year })
      .thenRejected({ code: 'year-out-of-range' });
  });
});

describe('announcing', () => {
  const announce: RoundCommand = { type: 'AnnounceNomination', ...at, nomination: 'n1' };
  it('records the id', () => given(opened).when(announce).then(announced('n1')));
  it('adds nothing the second time', () => given(opened, announced('n1')).when(announce).then());
  it('refuses an unknown round', () => given().when(announce).thenRejected({ code: 'round-unknown' }));
  it('refuses an award the round does not have', () => {
    given(opened)
      .when({ ...announce, award: 'flag' })
      .thenRejected({ code: 'award-not-in-round', award: 'flag' });
  });
});

describe('shortlist', () => {
  it('takes every open nomination in or leaves it out with a reason', () =>
    given(...two)
      .when(shortlist(['n1'], [out]))
      .then(confirmed()));
  it('domain-rules 49: a later list replaces the one before; both stay', () => {
    given(...two, confirmed())
      .when(shortlist(['n1'], [out]))
      .then(confirmed(2));
  });
  it('refuses to forget an open nomination', () => {
    given(...two)
      .when(shortlist(['n1']))
      .thenRejected({ code: 'nomination-unaccounted', nominations: ['n2'] });
  });
  it('takes one reason for all others, whom the list then names; a reason of his own goes before it', () => {
    const said = { ...shortlist(['n1']), others: '名额所限' } as RoundCommand;
    given(...two, announced('n3'))
      .when(said)
      .then({ ...confirmed(), omitted: [], others: { reason: '名额所限', nominations: ['n2'] } } as RoundEvent);
    given(...two, announced('n3'))
      .when({ ...shortlist(['n1'], [out]), others: '名额所限' } as RoundCommand)
      .then(confirmed());
    given(...two)
      .when({ ...said, others: ' ' } as RoundCommand)
      .thenRejected({ code: 'reason-missing', nomination: 'n2' });
  });
  it('leaves 2,500 of 2,501 off a list for one reason', () => {
    const ids = Array.from({ length: 2_501 }, (_, n) => `n${n}`);
    const all = new Map(ids.map((id) => [id, nominee(`p_${id}`)]));
    const said = { ...shortlist(['n0']), others: '名额所限' } as RoundCommand;
    given(opened, ...ids.map(announced))
      .when(said, { given: facts({ nominations: all }) })
      .then({
        ...{ ...confirmed(), nominations: [{ nomination: 'n0', subject: 'p_n0' }], omitted: [] },
        others: { reason: '名额所限', nominations: ids.slice(1) },
      } as RoundEvent);
  });
  it('need not account for a withdrawn one, and cannot list it', () => {
    given(...two, announced('n3'))
      .when(shortlist(['n1'], [out]))
      .then(confirmed());
    given(...two, announced('n3'))
      .when(shortlist(['n1', 'n3'], [out]))
      .thenRejected({ code: 'nomination-not-open', nomination: 'n3', status: 'withdrawn' });
  });
  it('refuses an omission without a reason', () => {
    given(...two)
      .when(shortlist(['n1'], [{ ...out, reason: ' ' }]))
      .thenRejected({ code: 'reason-missing', nomination: 'n2' });
  });
  it('refuses the same nomination twice, in or out', () => {
    given(...two)
      .when(shortlist(['n1', 'n1'], [out]))
      .thenRejected({ code: 'nomination-repeated', nomination: 'n1' });
    given(...two)
      .when(shortlist(['n1', 'n2'], [out]))
      .thenRejected({ code: 'nomination-repeated', nomination: 'n2' });
  });
  it('refuses a nomination that was not announced for the award', () => {
    given(...two)
      .when(shortlist(['n1', 'n9'], [out]))
      .thenRejected({ code: 'nomination-unknown', nomination: 'n9' });
    given(...two)
      .when(shortlist(['n1', 'n4'], [out]))
      .thenRejected({ code: 'nomination-unknown', nomination: 'n4' });
  });
  it('domain-rules 3: refuses one receiver twice', () => {
    given(...two, announced('n4'))
      .when(shortlist(['n1', 'n4'], [out]))
      .thenRejected({ code: 'receiver-listed-twice', nominations: ['n1', 'n4'] });
  });
  it('domain-rules 3: refuses one receiver twice also for an award that may be given again in a later round', () => {
    const again: RoundEvent = {
      ...opened,
      awards: pinned.map((one) => ({ ...one, document: { ...one.document, repeatable: true } })),
    };
    given(again, announced('n1'), announced('n4'))
      .when(shortlist(['n1', 'n4']))
      .thenRejected({ code: 'receiver-listed-twice', nominations: ['n1', 'n4'] });
    // A list that was confirmed before lists were held to that.
    const twice = ['n1', 'n4'].map((nomination) => ({ nomination, subject: 'p1' }));
    given(again, announced('n1'), announced('n4'), { ...confirmed(), nominations: twice } as RoundEvent)
      .when(record({ count: 2 }))
      .thenRejected({ code: 'receiver-listed-twice', nominations: ['n1', 'n4'] });
  });
  it('refuses once the award is decided', () => {
    given(...two, confirmed(), decided)
      .when(shortlist(['n1'], [out]))
      .thenRejected({ code: 'honours-decided', decision: '黄工字〔2026〕5号' });
  });
});

describe('recording the decision', () => {
  const listed = [...two, confirmed()];
  it('domain-rules 105: records the parts of the number and the day', () =>
    given(...listed)
      .when(record())
      .then(decided));
  it('domain-rules 116: refuses another count than the list has', () => {
    given(...listed)
      .when(record({ count: 7 }))
      .thenRejected({ code: 'count-differs', stated: 7, listed: 1 });
  });
  it('refuses without a shortlist, and with an empty one', () => {
    given(...two)
      .when(record())
      .thenRejected({ code: 'shortlist-missing' });
    const empty: RoundEvent = { ...confirmed(), nominations: [] } as RoundEvent;
    given(...two, empty)
      .when(record({ count: 0 }))
      .thenRejected({ code: 'shortlist-empty' });
  });
  it('domain-rules 105: refuses a number it cannot read', () => {
    given(...listed)
      .when(record({ decision: '黄工字〔2026〕05号' }))
      .thenRejected({ code: 'decision-unreadable' });
  });
  it('refuses a day that does not exist, or on which the award is not in force', () => {
    given(...listed)
      .when(record({ conferredOn: '2026-02-30' }))
      .thenRejected({ code: 'no-such-day' });
    const ending = { ...medal, validTo: '2026-04-27' };
    const earlier: RoundEvent = { ...opened, awards: [{ award: 'medal', hash: 'h', document: ending }] };
    given(earlier, announced('n1'), announced('n2'), confirmed())
      .when(record())
      .thenRejected({ code: 'award-not-in-force', award: 'medal' });
  });
  it('domain-rules 105: refuses a day that has not come, one before the year of the round, and a number of another year', () => {
    const ahead = { now: Date.parse('2026-04-27T23:59:00+08:00') };
    given(...listed)
      .when(record(), ahead)
      .thenRejected({ code: 'day-ahead' });
    given(...listed)
      .when(record({ conferredOn: '2025-12-31' }))
      .thenRejected({ code: 'conferred-early', earliest: '2026-01-01' });
    for (const decision of ['黄工字〔2025〕5号', '黄工字〔2027〕5号', '黄工字〔0000〕5号']) {
      given(...listed)
        .when(record({ decision }))
        .thenRejected({ code: 'decision-year-off', from: 2026, to: 2026 });
    }
  });
  it('domain-rules 23: refuses while a withdrawn nominee is on the list', () => {
    const now = { given: facts({ nominations: new Map([...known, ['n1', nominee('p1', 'withdrawn')]]) }) };
    given(...listed)
      .when(record(), now)
      .thenRejected({ code: 'nomination-not-open', nomination: 'n1', status: 'withdrawn' });
  });
  it('refuses a second decision', () => {
    given(...listed, decided)
      .when(record())
      .thenRejected({ code: 'honours-decided', decision: '黄工字〔2026〕5号' });
  });
});
