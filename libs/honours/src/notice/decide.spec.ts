import { minuteAt } from '@xf/calendar';
import type { RoundEvent } from '../round/events';
import { roundFold } from '../round/rules';
import { medal, roundRules } from '../testing/examples';
import { noticeRules } from '../testing/notices';
import { hashAwardDocument } from '../award/rules';
import type { FileObjection, NoticeCommand } from './command';
import { notices } from './decide';
import type { NoticeEvent, Window } from './events';
import { isObjectedTo, openObjections } from './rules.standing';
import {
  at,
  content,
  round,
  nominee,
  ids,
  given,
  spec,
  pinned,
  open,
  window,
  at17,
  opened,
  listing,
  closed,
  province,
  provincial,
  reopened,
  letter,
  filed,
  on,
  answer,
  verified,
  settle,
  resolved,
  abandoned,
  stateOf,
  statusOf,
  besideIn,
  beside,
} from '../testing/noticed';

describe('the rules of notices', () => {
  it('are pinned once, and not changed when notices have begun', () => {
    const pin = { type: 'PinNoticeRules', round, document: noticeRules } as const;
    spec().when(pin).then(pinned());
    spec(pinned()).when(pin).then();
    const other = { ...noticeRules, version: 2 };
    spec(pinned())
      .when({ ...pin, document: other })
      .then(pinned(other));
    spec(pinned(), opened())
      .when({ ...pin, document: other })
      .thenRejected({ code: 'notices-begun' });
    spec(pinned(), opened()).when(pin).then();
  });

  it('are those of the round document where it has some, and none are pinned apart then', () => {
    const rules = { hash: 'h', document: { ...roundRules, notice: noticeRules } };
    const awards = [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }];
    const held = roundFold.evolve(roundFold.initial, { type: 'RoundOpened', ...content, awards, rules }, 0);
    const under = { given: { ...given, round: held } };
    spec().when(open(), under).then(opened());
    spec().when({ type: 'PinNoticeRules', round, document: noticeRules }, under).thenRejected({
      code: 'notice-rules-of-round',
    });
  });

  it('are needed before a notice, and a round before them', () => {
    spec().when(open()).thenRejected({ code: 'notice-rules-missing' });
    const nowhere = { ...given, round: roundFold.initial };
    spec(pinned()).when(open(), { given: nowhere }).thenRejected({ code: 'round-unknown' });
  });
});

describe('opening a notice', () => {
  it('domain-rules 30: keeps its working days, its closing minute and what is told of each nominee', () => {
    spec(pinned()).when(open()).then(opened());
  });

  it('domain-rules 33: closes at the clock time of its level', () => {
    spec(pinned(), opened(), closed()).when(province()).then(provincial);
  });

  it('domain-rules 31: is refused where nobody knows the working days, unless the document brings them', () => {
    const later = { now: at('2031-03-03T09:00:00') };
    const posted = open({ postedOn: '2031-03-03' });
    spec(pinned()).when(posted, later).thenRejected({ code: 'calendar-year-unknown', year: 2031 });
    const calendar = [{ year: 2031, source: '国办通知', holidays: ['2031-03-05'], workdays: ['2031-03-08'] }];
    const days = ['2031-03-03', '2031-03-04', '2031-03-06', '2031-03-07', '2031-03-08'];
    const own = { postedOn: '2031-03-03', days, closesAt: minuteAt('2031-03-08'), shownUntil: '2031-03-08' };
    spec(pinned({ ...noticeRules, calendar }))
      .when(posted, later)
      .then(opened({ window: own }));
  });

  it('is not for a day that has not come', () => {
    const on = (postedOn: string) => spec(pinned()).when(open({ postedOn }));
    on('2024-03-13').thenRejected({ code: 'notice-day-ahead', field: 'postedOn' });
    on('2024-02-30').thenRejected({ code: 'no-such-notice-day', field: 'postedOn' });
  });

  it('lists nominations that stand, each once, and not again at the same level', () => {
    const listed = (...nominations: readonly string[]) =>
      open({ nominees: nominations.map((nomination) => ({ nomination, details: [] })) });
    spec(pinned()).when(listed()).thenRejected({ code: 'notice-empty' });
    spec(pinned()).when(listed('n1', 'n1')).thenRejected({ code: 'nomination-repeated', nomination: 'n1' });
    spec(pinned()).when(listed('zz')).thenRejected({ code: 'nomination-unknown', nomination: 'zz' });
    spec(pinned())
      .when(listed('gone'))
      .thenRejected({ code: 'nomination-not-open', nomination: 'gone', status: 'withdrawn' });
    spec(pinned(), opened())
      .when({ ...listed('n2', 'n1'), notice: 'base2' })
      .thenRejected({ code: 'nomination-listed', nominations: ['n1'] });
    spec(pinned(), opened()).when(listed('n2')).thenRejected({ code: 'notice-exists' });
    spec(pinned())
      .when(open({ level: 'city' }))
      .thenRejected({ code: 'level-unknown', level: 'city', levels: ['base', 'province', 'nation'] });
  });

  it('domain-rules 41: shows fields of the document only, and nowhere an identity number', () => {
    const telling = (field: string, value: string, twice = false) =>
      open({
        nominees: [{ nomination: 'n1', details: [{ field, value }, ...(twice ? [{ field, value }] : [])] }],
        text: '反映人请携 110105194912310026',
      });
    for (const [field, twice] of [['phone'], ['name'], ['post', true]] as const) {
      const shown = spec(pinned()).when(telling(field, 'x', twice));
      shown.thenRejected({ code: 'field-not-shown', field, fields: ['post'] });
    }
    spec(pinned())
      .when(telling('post', '班长11010519491231002X'))
      .thenRejected({ code: 'text-holds-id', pointers: ['/text', '/nominees/0/details/0/value'] });
  });
});

describe('objections', () => {
  const received = (time: string, over: object = {}) => ({ ...letter, receivedAt: at(time), ...over });
  const late = { late: true, blocking: false, answerBy: undefined, recordBy: undefined };
  const spec17 = spec(pinned(), opened({ window: at17 }));
  const evening = { now: at('2024-03-25T20:00:00') };

  it.each([
    ['2024-03-18T17:00:59', false],
    ['2024-03-18T17:01:00', true],
    ['2024-03-12T00:00:00', false],
  ])('domain-rules 33: by the clock, received at %s: late %s', (time, isLate) => {
    const answerBy = minuteAt(time < '2024-03-13' ? '2024-03-15' : '2024-03-21', '17:00');
    const by = { postmark: undefined, answerBy, recordBy: minuteAt('2024-03-26') };
    const call = received(time, { way: 'call' });
    spec17.when(call, evening).then(filed({ ...by, way: 'call', ...(isLate ? late : {}) }));
  });

  it('domain-rules 34: a letter stamped on the last day is in time when it arrives three days later', () => {
    const stamped = received('2024-03-21T10:00:00', { postmark: '2024-03-18' });
    const due = { postmark: '2024-03-18', answerBy: minuteAt('2024-03-26', '17:00'), recordBy: minuteAt('2024-03-26') };
    spec17.when(stamped, evening).then(filed(due));
    spec17.when({ ...stamped, postmark: '2024-03-19' }, evening).then(filed({ postmark: '2024-03-19', ...late }));
    const levels = noticeRules.levels.map((one) => ({ ...one, letters: 'receipt' as const }));
    spec(pinned({ ...noticeRules, levels }), opened())
      .when(stamped, evening)
      .then(filed({ postmark: '2024-03-18', ...late }));
  });

  it('one by letter may hold a nominee after the notice is over', () => {
    const held = filed({ postmark: '2024-03-18', answerBy: minuteAt('2024-03-26', '17:00') });
    expect(statusOf('n1', pinned(), opened(), closed())).toBe('passed');
    expect(statusOf('n1', pinned(), opened(), closed(), held)).toBe('held');
  });

  it('domain-rules 34: one in time for the first window is in time when the notice runs again', () => {
    const stamped = received('2024-03-21T10:00:00', { postmark: '2024-03-18' });
    const answerBy = minuteAt('2024-03-26', '17:00');
    const due = filed({ postmark: '2024-03-18', answerBy, recordBy: minuteAt('2024-03-26') });
    const next: Window = { ...window, postedOn: '2024-03-20', days: ['2024-03-20'], closesAt: minuteAt('2024-03-20') };
    const again: NoticeEvent = { ...reopened, window: next };
    spec(pinned(), opened(), closed(), again).when(stamped, evening).then(due);
    spec(pinned(), opened(), closed(), again)
      .when({ ...stamped, postmark: '2024-03-19' }, evening)
      .then(filed({ postmark: '2024-03-19', ...late }));
  });

  it('is refused before the posting, or with a postmark that cannot be', () => {
    const early = { code: 'objection-early', postedOn: '2024-03-12' } as const;
    spec17.when(received('2024-03-11T23:59:00'), evening).thenRejected(early);
    spec17.when(received('2024-03-13T09:00:00', { postmark: '2024-03-11' }), evening).thenRejected(early);
    spec17
      .when(received('2024-03-13T09:00:00', { postmark: '2024-03-14' }), evening)
      .thenRejected({ code: 'notice-day-ahead', field: 'postmark' });
    spec17
      .when(received('2024-03-13T09:00:00', { postmark: '2024-03-13', way: 'call' }), evening)
      .thenRejected({ code: 'postmark-misplaced' });
  });

  it('domain-rules 35: a person says who they are and where they are reached, a unit seals', () => {
    const { name: _name, contact: _contact, ...unnamed } = letter;
    spec17.when(unnamed).thenRejected({ code: 'objector-incomplete', missing: ['name', 'contact'] });
    const unit = { ...letter, from: 'unit' } as const;
    spec17.when(unit).thenRejected({ code: 'objector-incomplete', missing: ['sealed'] });
    spec17.when({ ...unit, sealed: true }).then(filed({ from: 'unit' }));
  });

  it('domain-rules 35: an anonymous one is recorded and holds nobody, unless the document says so', () => {
    const { name: _name, contact: _contact, ...unnamed } = letter;
    const anonymous: FileObjection = { ...unnamed, from: 'anonymous' };
    const without = { from: 'anonymous', name: undefined, contact: undefined };
    const loose = filed({ ...without, blocking: false, answerBy: undefined });
    spec17.when(anonymous).then(loose);
    expect(statusOf('n1', pinned(), opened(), loose)).toBe('listed');
    const levels = noticeRules.levels.map((one) => ({ ...one, anonymousBlocks: true }));
    spec(pinned({ ...noticeRules, levels }), opened())
      .when(anonymous)
      .then(filed(without));
  });

  it('domain-rules 36: holds the nominee and not the list', () => {
    const list = opened({ entries: listing(ids) });
    const events = [pinned(), list, filed(), closed()];
    const standing = ids.map((id) => statusOf(id, ...events));
    expect(standing.filter((one) => one === 'passed')).toHaveLength(29);
    expect(standing[0]).toBe('held');
    const rest = ids.slice(1).map((nomination) => ({ nomination, details: [] }));
    spec(...events)
      .when(province({ nominees: rest }))
      .then(
        opened({
          notice: 'prov',
          organization: 'street',
          level: 'province',
          entries: listing(ids.slice(1)),
          window: at17,
        }),
      );
  });

  it('domain-rules 132: the same paper twice is one objection, another under its number is a conflict', () => {
    spec(pinned(), opened(), filed()).when(letter).then();
    spec(pinned(), opened(), filed())
      .when({ ...letter, person: 'q2' })
      .thenRejected({ code: 'objection-exists' });
    spec17.when({ ...letter, nomination: 'n2' }).thenRejected({ code: 'nomination-not-listed', nomination: 'n2' });
    spec(pinned()).when(letter).thenRejected({ code: 'notice-unknown' });
  });
});

describe('a year that nobody knows', () => {
  const december = { ...window, postedOn: '2026-12-28', days: ['2026-12-28'], closesAt: minuteAt('2026-12-31') };
  const begun = [pinned(), opened({ window: december })];
  const now = { now: at('2026-12-30T09:00:00') };
  const holdsOpen = filed({ answerBy: undefined });
  const table = { year: 2027, source: '国办通知', holidays: ['2027-01-01', '2027-01-04'], workdays: ['2027-01-02'] };
  const add: NoticeCommand = { type: 'AddNoticeYear', round, table };
  const terms = [{ objection: 'o1', answerBy: minuteAt('2027-01-05', '17:00') }];
  const added = (counted: typeof terms): NoticeEvent => ({
    ...{ type: 'NoticeYearAdded', round, table, terms: counted, by: 'tester' },
  });
  /** The history of a spec happened long ago; a term runs from when an objection was received. */
  const in2026 = (...events: readonly NoticeEvent[]) =>
    events.reduce((state, event) => notices.evolve(state, event, now.now), stateOf(...begun));
  const deciding = (command: NoticeCommand, ...events: readonly NoticeEvent[]) =>
    notices.decide(command, in2026(...events), { now: now.now, actor: 'tester', given });

  it('domain-rules 31, 36: an objection in time is recorded and holds the nominee before its term can be counted', () => {
    spec(...begun)
      .when(letter, now)
      .then(holdsOpen);
    expect(statusOf('n1', ...begun, holdsOpen)).toBe('held');
    spec(...begun, holdsOpen)
      .when({ type: 'AbandonNomination', ...on }, { now: at('2027-06-01T09:00:00') })
      .thenRejected({ code: 'answer-not-due' });
  });

  it('domain-rules 31, 37: a year that is added counts the terms that waited for it, of those that still hold', () => {
    expect(deciding(add, holdsOpen)).toEqual({ events: [added(terms)] });
    const counted = in2026(holdsOpen, added(terms));
    const abandon = { type: 'AbandonNomination', ...on } as const;
    const late = { now: at('2027-01-05T17:01:00'), actor: 'job', given };
    expect(notices.decide(abandon, counted, late)).toMatchObject({ events: [{ type: 'NominationAbandoned' }] });
    expect(deciding(add, filed({ answerBy: undefined, blocking: false }))).toEqual({ events: [added([])] });
    expect(deciding(add, holdsOpen, verified, resolved('kept'))).toEqual({ events: [added([])] });
    expect(deciding(add, filed({ answerBy: 1 }))).toEqual({ events: [added([])] });
    const next = { ...letter, objection: 'o2', number: '异-2' };
    spec(...begun, added([]))
      .when(next, now)
      .then(filed({ objection: 'o2', number: '异-2', answerBy: minuteAt('2027-01-05', '17:00') }));
  });

  it('domain-rules 31: is added once, checked as a whole, and windows are counted by it', () => {
    spec().when(add).thenRejected({ code: 'notice-rules-missing' });
    spec(...begun, added([]))
      .when(add)
      .then();
    spec(...begun, added([]))
      .when({ ...add, table: { ...table, holidays: [] } })
      .thenRejected({ code: 'calendar-year-known', year: 2027 });
    spec(pinned({ ...noticeRules, calendar: [{ ...table, source: '别的通知' }] }))
      .when(add)
      .thenRejected({ code: 'calendar-year-known', year: 2027 });
    const wrong = { ...add, table: { ...table, holidays: ['2026-01-01'], more: 1 } };
    expect(deciding(wrong)).toMatchObject({
      rejected: { code: 'calendar-year-refused', problems: [{ pointer: '/more' }] },
    });
    expect(deciding({ ...add, table: { ...table, holidays: ['2026-01-01'] } })).toMatchObject({
      rejected: { code: 'calendar-year-refused', problems: [{ pointer: '/holidays/0' }] },
    });
    const posting = open({ notice: 'next', postedOn: '2026-12-30', nominees: [{ nomination: 'n2', details: [] }] });
    spec(...begun)
      .when(posting, now)
      .thenRejected({ code: 'calendar-year-unknown', year: 2027 });
    const days = ['2026-12-30', '2026-12-31', '2027-01-02', '2027-01-05', '2027-01-06'];
    const own = { postedOn: '2026-12-30', days, closesAt: minuteAt('2027-01-06'), shownUntil: '2027-01-06' };
    spec(...begun, added([]))
      .when(posting, now)
      .then(opened({ notice: 'next', window: own, entries: listing(['n2']) }));
  });
});

describe('what becomes of an objection', () => {
  const begun = [pinned(), opened(), filed()];
  const due = { now: at('2024-03-15T17:01:00') };
  const abandon: NoticeCommand = { type: 'AbandonNomination', ...on };
  const committee = { actor: 'committee' };

  it('domain-rules 37: is answered by a signed paper of a day within the term', () => {
    spec(...begun)
      .when(answer, { now: at('2024-03-18T09:00:00') })
      .then(verified);
    spec(...begun)
      .when({ ...answer, signedOn: '2024-03-16' }, { now: at('2024-03-18T09:00:00') })
      .thenRejected({ code: 'answer-late', until: minuteAt('2024-03-15', '17:00') });
    spec(...begun)
      .when(answer)
      .thenRejected({ code: 'notice-day-ahead', field: 'signedOn' });
    spec(...begun, verified)
      .when(answer, due)
      .thenRejected({ code: 'objection-verified' });
  });

  it('domain-rules 37: is answered by no paper from before it was received', () => {
    const received = notices.evolve(stateOf(pinned(), opened()), filed(), at('2024-03-13T09:00:00'));
    const signing = (signedOn: string) => {
      const facts = { now: at('2024-03-18T09:00:00'), actor: 'tester', given };
      return notices.decide({ ...answer, signedOn }, received, facts);
    };
    expect(signing('2024-03-12')).toEqual({ rejected: { code: 'answer-early', receivedOn: '2024-03-13' } });
    expect(signing('2024-03-13')).toMatchObject({ events: [{ signedOn: '2024-03-13' }] });
  });

  it('domain-rules 37: without one by its last minute the nomination counts as given up', () => {
    spec(...begun)
      .when(abandon, { now: at('2024-03-15T17:00:59') })
      .thenRejected({ code: 'answer-not-due' });
    spec(...begun)
      .when(abandon, due)
      .then(abandoned);
    spec(...begun, verified)
      .when(abandon, due)
      .thenRejected({ code: 'answer-not-due' });
    spec(...begun, abandoned)
      .when(answer, due)
      .thenRejected({ code: 'objection-closed', status: 'abandoned' });
    expect(statusOf('n1', ...begun, abandoned, closed())).toBe('abandoned');
    expect(beside(abandon, ...begun)).toEqual([
      { type: 'WithdrawNomination', round, nomination: 'n1', reason: '公示异议逾期未签署核实结论，视为放弃' },
    ]);
    const withdrawn = { ...given, nominations: new Map([['n1', nominee('p-n1', 'withdrawn')]]) };
    expect(besideIn(withdrawn, abandon, ...begun)).toEqual([]);
    const loose = filed({ blocking: false, answerBy: undefined });
    spec(pinned(), opened(), loose).when(abandon, due).thenRejected({ code: 'answer-not-due' });
  });

  it('domain-rules 37: one typed later than it came is given up no earlier than the working day after it was typed', () => {
    // Came on Wednesday the 13th, due on Monday the 18th; typed on Friday the 22nd with its answer still to be typed.
    const typed = { now: at('2024-03-22T09:00:00') };
    const recordBy = minuteAt('2024-03-25');
    const late = filed({ answerBy: minuteAt('2024-03-18', '17:00'), recordBy });
    spec(pinned(), opened())
      .when({ ...letter, receivedAt: at('2024-03-13T10:00:00') }, typed)
      .then(late);
    const received = notices.evolve(stateOf(pinned(), opened()), late, at('2024-03-13T10:00:00'));
    const deciding = (command: NoticeCommand, time: string) =>
      notices.decide(command, received, { now: at(time), actor: 'tester', given });
    const early = { rejected: { code: 'answer-not-due' } };
    expect(deciding(abandon, '2024-03-22T09:01:00')).toEqual(early);
    expect(deciding(abandon, '2024-03-25T23:59:59')).toEqual(early);
    expect(deciding(abandon, '2024-03-26T00:00:00')).toMatchObject({ events: [{ type: 'NominationAbandoned' }] });
    expect(deciding({ ...answer, signedOn: '2024-03-15' }, '2024-03-25T10:00:00')).toHaveProperty('events');
    expect(deciding({ ...answer, signedOn: '2024-03-19' }, '2024-03-25T10:00:00')).toEqual({
      rejected: { code: 'answer-late', until: minuteAt('2024-03-18', '17:00') },
    });
    // Within its term, and on the day it came, it needs no more time.
    spec(pinned(), opened())
      .when({ ...letter, receivedAt: at('2024-03-13T10:00:00') }, { now: at('2024-03-14T09:00:00') })
      .then(filed({ answerBy: minuteAt('2024-03-18', '17:00') }));
  });

  it('domain-rules 38: is settled after the answer, with a reason, by somebody else', () => {
    const by = (who: object, outcome: 'kept' | 'cancelled', ...more: readonly NoticeEvent[]) =>
      spec(...begun, ...more).when(settle(outcome), who);
    by(committee, 'kept').thenRejected({ code: 'objection-unverified' });
    by({}, 'kept', verified).thenRejected({ code: 'own-verification' });
    by(committee, 'kept', verified).then(resolved('kept'));
    by(committee, 'cancelled', verified, resolved('kept')).thenRejected({
      code: 'objection-closed',
      status: 'resolved',
    });
    spec(pinned(), opened()).when(settle('kept'), committee).thenRejected({ code: 'objection-unknown' });
    spec(...begun, verified)
      .when({ ...settle('kept'), notice: 'other' } as NoticeCommand, committee)
      .thenRejected({ code: 'objection-unknown' });
  });

  it('domain-rules 38: thirteen raised, three adjusted, ten kept: ten are through and three need a new notice', () => {
    const raised = ids.slice(0, 13);
    const events = [pinned(), opened({ entries: listing(raised) })];
    for (const [n, nomination] of raised.entries()) {
      events.push(filed({ objection: `o${n}`, nomination, subject: `p-${nomination}` }));
      events.push({ ...verified, objection: `o${n}`, nomination });
      events.push(resolved(n < 3 ? 'adjusted' : 'kept', `o${n}`, nomination));
    }
    const statuses = raised.map((id) => statusOf(id, ...events, closed()));
    expect(statuses.filter((one) => one === 'adjusted')).toHaveLength(3);
    expect(statuses.filter((one) => one === 'passed')).toHaveLength(10);
    const anew = open({ notice: 'base2', nominees: [{ nomination: 'n1', details: [] }] });
    spec(...events, closed())
      .when(anew)
      .then(opened({ notice: 'base2', entries: listing(['n1']) }));
    spec(...events, closed())
      .when({ ...anew, nominees: [{ nomination: 'n4', details: [] }] })
      .thenRejected({ code: 'nomination-listed', nominations: ['n4'] });
    const second = opened({ notice: 'base2', entries: listing(['n1']) });
    spec(...events, closed(), second, closed('base2'))
      .when(province())
      .then(provincial);
  });

  it('domain-rules 38: who is cancelled is out of the round', () => {
    expect(statusOf('n1', ...begun, verified, resolved('cancelled'), closed())).toBe('cancelled');
    const another = { ...letter, objection: 'o2', number: '异-2' };
    spec(...begun, verified, resolved('cancelled'))
      .when(another)
      .then(filed({ objection: 'o2', number: '异-2', blocking: false, answerBy: undefined }));
    expect(beside(settle('cancelled'), ...begun)).toMatchObject([{ reason: '公示异议核实后取消：经核实' }]);
    expect(beside(settle('kept'), ...begun)).toEqual([]);
  });

  it('domain-rules 34, 38: one in time that comes after the decision is settled, and nobody leaves a round that is over', () => {
    const decision: RoundEvent = {
      ...{ type: 'HonoursDecided', round, award: 'medal', issuer: '区工发', year: 2024, number: 1 },
      ...{ conferredOn: '2024-04-01', count: 1, shortlist: 1 },
    };
    const confirmed: RoundEvent = {
      ...{ type: 'ShortlistConfirmed', round, award: 'medal', version: 1, omitted: [] },
      nominations: [{ nomination: 'n1', subject: 'p-n1' }],
    };
    const over = [confirmed, decision].reduce((state, event) => roundFold.evolve(state, event, 0), given.round);
    const decided = { ...given, round: over };
    spec(...begun, verified)
      .when(settle('cancelled'), { given: decided, actor: 'committee' })
      .then(resolved('cancelled'));
    expect(besideIn(decided, settle('cancelled'), ...begun)).toEqual([]);
    expect(besideIn(decided, { type: 'AbandonNomination', ...on }, ...begun)).toEqual([]);
    expect(beside({ type: 'AbandonNomination', ...on }, ...begun)).toHaveLength(1);
  });

  it('domain-rules 40: nothing is certified while one objection is open', () => {
    const over = (...more: readonly NoticeEvent[]) => {
      const state = stateOf(...begun, closed(), ...more);
      return openObjections(state, state.notices.get('base1')!).map(({ objection }) => objection);
    };
    expect(over()).toEqual(['o1']);
    expect(over(verified)).toEqual(['o1']);
    expect(over(verified, resolved('kept'))).toEqual([]);
    expect(over(abandoned)).toEqual([]);
  });
});

it('domain-rules 36, 39: an objection keeps a receiver out of the round while it holds, and for good when it was upheld', () => {
  const begun = [opened(), filed()];
  const isOut = (...events: readonly NoticeEvent[]) => isObjectedTo(stateOf(...events), 'p-n1');
  expect(isOut(opened())).toBe(false);
  expect(isOut(...begun)).toBe(true);
  expect(isOut(opened(), filed({ late: true, blocking: false }))).toBe(false);
  expect(isOut(...begun, abandoned)).toBe(true);
  expect(isOut(...begun, verified, resolved('cancelled'))).toBe(true);
  expect(isOut(...begun, verified, resolved('kept'))).toBe(false);
  expect(isObjectedTo(stateOf(...begun), 'p-n2')).toBe(false);
});
