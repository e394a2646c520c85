import { specFor } from '@xf/es/testing';
import type { ShortlistDocument } from '@xf/shortlist';
import type { RoundDocument } from '../document/rules';
import type { NominationState } from '../nomination/rules';
import type { NoticeEvent } from '../notice/events';
import { reviewFold } from '../ballot/rules.standing';
import { noticeFold } from '../notice/rules.standing';
import { quotaFold } from '../quota/rules.standing';
import type { StatedCandidate } from '../shortlist/events';
import { quotaRules, shortlistRules } from '../testing/examples';
import { nominee, openedUnder, stated } from '../testing/held';
import { noticeRules } from '../testing/notices';
import type { ConfirmShortlist, RoundCommand } from './command';
import { round } from './decide';
import type { RoundGiven } from './decide.held';
import type { Deviation, Held, RoundEvent } from './events';

const at = { round: 'r2026', award: 'medal' } as const;
const ids = ['a', 'b', 'c', 'd', 'w'];
const people = new Map<string, NominationState>(ids.map((id) => [id, nominee(`p-${id}`)]));
const field = [
  stated('a', '90', 'head'),
  stated('b', '89', 'head frontline'),
  stated('c', '80', 'frontline'),
  stated('d', '70', ''),
  stated('w', '60', 'frontline', 'single'),
];
const about = (list: readonly string[]): readonly StatedCandidate[] =>
  field.filter(({ nomination }) => list.includes(nomination)).map((one) => ({ ...one, unit: '第一机械厂' }));
const merits = new Map(field.map((one) => [one.nomination, one]));
const proposal = {
  ...{ version: 3, documentHash: 'h', inputs: { seats: 3, candidates: [] }, inputsHash: 'h', fits: true },
  ...{ chosen: ['a', 'c', 'w'], answer: {}, answerHash: 'h', by: 'tester' },
};
const facts = (over: Partial<RoundGiven> = {}): RoundGiven => ({
  nominations: people,
  shortlist: { stated: merits },
  quota: quotaFold.initial,
  notices: noticeFold.initial,
  review: reviewFold.initial,
  stood: new Set(ids),
  ...over,
});
const ruled = (document: ShortlistDocument = shortlistRules): Partial<RoundDocument> => ({
  shortlist: { awards: [{ award: 'medal', seats: 3, document }] },
});
const now = Date.parse('2026-05-01T09:00:00+08:00');
const spec = specFor(round, { given: facts(), now });
const history = (rules: Partial<RoundDocument> = ruled()) => openedUnder(rules, ids);
const reasons = (list: readonly string[]) =>
  ids.filter((id) => !list.includes(id)).map((nomination) => ({ nomination, reason: '名额所限' }));
const confirm = (list: string, more: Partial<ConfirmShortlist> = {}): RoundCommand => {
  const nominations = list.split(' ');
  return { type: 'ConfirmShortlist', ...at, nominations, omitted: reasons(nominations), ...more };
};
const confirmed = (list: string, held: Held = {}, version = 1): RoundEvent => {
  const nominations = list.split(' ');
  return {
    ...{ type: 'ShortlistConfirmed', ...at, version, omitted: reasons(nominations) },
    nominations: nominations.map((nomination) => ({ nomination, subject: `p-${nomination}` })),
    ...held,
  };
};
const under = (list: string): Held => ({ seats: 3, stated: about(list.split(' ')) });
const tellingOf = (command: RoundCommand, events = history(), given = facts()) => {
  const state = events.reduce((before, event) => round.evolve(before, event, 0), round.initial);
  return round.decide(command, state, { now, actor: 'tester', given });
};

describe('a list held to clauses', () => {
  it('domain-rules 16, 17: is kept with all that it was counted from; a seat may stay empty', () => {
    spec(...history())
      .when(confirm('a c'))
      .then(confirmed('a c', under('a c')));
  });

  it('domain-rules 17, 18: is refused with the figures of every clause that it breaks', () => {
    expect(tellingOf(confirm('a b d'))).toMatchObject({
      rejected: {
        code: 'clauses-broken',
        broken: [
          { clause: 'half', have: 1, limit: 2, share: '50', base: 3, zh: expect.stringContaining('第四条') as string },
          { clause: 'heads', have: 2, limit: 1 },
        ],
      },
    });
  });

  it('domain-rules 19: single-listed people are in no share but their own', () => {
    // Two of four front-line people would do if the winner counted.
    expect(tellingOf(confirm('a c d w'))).toMatchObject({ rejected: { broken: [{ clause: 'half', base: 3 }] } });
    spec(...history())
      .when(confirm('a c w'))
      .then(confirmed('a c w', under('a c w')));
  });

  it('may break a clause for a reason that is kept with the figures; never the seats, and for no idle reason', () => {
    const deviations = [{ clause: 'heads', reason: '经主席团研究' }];
    expect(tellingOf(confirm('a b c', { deviations }))).toMatchObject({
      events: [{ deviations: [{ clause: 'heads', kind: 'ceiling', have: 2, limit: 1, reason: '经主席团研究' }] }],
    });
    expect(tellingOf(confirm('a b c', { deviations: [{ clause: 'heads', reason: ' ' }] }))).toMatchObject({
      rejected: { code: 'clauses-broken' },
    });
    spec(...history())
      .when(confirm('a c', { deviations }))
      .thenRejected({ code: 'deviation-idle', clauses: ['heads'] });
    const seats = [...deviations, { clause: 'seats', reason: '增加一个' }];
    expect(tellingOf(confirm('a b c d', { deviations: seats }))).toMatchObject({
      rejected: { code: 'clauses-broken', broken: [{ clause: 'seats', have: 4, limit: 3 }] },
    });
  });

  it('domain-rules 25, 28: pairs and a group that must be there are refused by the same count', () => {
    const cites = [{ document: '通知' }];
    const pairs: ShortlistDocument = {
      ...shortlistRules,
      clauses: [
        { id: 'backup', title: '备用人选', kind: 'pair', of: ['head'], backup: ['frontline'], cites },
        { id: 'new', title: '新就业形态', kind: 'floor', of: ['head'], persons: 1, cites },
      ],
    };
    expect(tellingOf(confirm('a d'), history(ruled(pairs)))).toMatchObject({
      rejected: { code: 'clauses-broken', broken: [{ clause: 'backup', have: 0, limit: 1 }] },
    });
    expect(tellingOf(confirm('c d'), history(ruled(pairs)))).toMatchObject({
      rejected: { code: 'clauses-broken', broken: [{ clause: 'new', have: 0, limit: 1 }] },
    });
  });

  it('domain-rules 27: needs more candidates than seats where the rules say so', () => {
    const contested = { ...shortlistRules, contested: { more: 2 } };
    expect(tellingOf(confirm('a c'), history(ruled(contested)))).toMatchObject({
      rejected: { code: 'shortlist-inputs-refused', problems: [{ code: 'not-contested' }] },
    });
  });

  it('domain-rules 27: counts as candidates only those who came up to the committee, and asks merits of nobody else', () => {
    const contested = { ...shortlistRules, contested: { more: 1 } };
    const some = { stated: new Map([...merits].slice(0, 3)) };
    const telling = (...stood: readonly string[]) =>
      tellingOf(confirm('a c'), history(ruled(contested)), facts({ stood: new Set(stood), shortlist: some }));
    expect(telling('a', 'b', 'c')).toMatchObject({
      rejected: { code: 'shortlist-inputs-refused', problems: [{ code: 'not-contested' }] },
    });
    expect(telling('a', 'b', 'c', 'd')).toMatchObject({ rejected: { code: 'merits-missing', nominations: ['d'] } });
    const free = tellingOf(confirm('a c'), history(), facts({ stood: new Set(['a', 'c']), shortlist: some }));
    expect(free).toMatchObject({ events: [{ type: 'ShortlistConfirmed' }] });
  });

  it('needs to know everybody who stands, and the seats', () => {
    const some = new Map([...merits].slice(0, 3));
    spec(...history())
      .when(confirm('a c'), { given: facts({ shortlist: { stated: some } }) })
      .thenRejected({ code: 'merits-missing', nominations: ['d', 'w'] });
    const unseated = { shortlist: { awards: [{ award: 'medal', document: shortlistRules }] } };
    spec(...history(unseated))
      .when(confirm('a c'))
      .thenRejected({ code: 'shortlist-seats-unknown' });
    spec(...history({}))
      .when(confirm('a c', { deviations: [{ clause: 'half', reason: '无' }] }))
      .thenRejected({ code: 'shortlist-rules-missing' });
  });
});

describe('a list against a proposal', () => {
  const given = facts({ shortlist: { stated: merits, proposal } });
  it('says of everybody put in or left out why; whoever no longer stands is no change', () => {
    spec(...history())
      .when(confirm('b c w'), { given })
      .thenRejected({ code: 'change-unexplained', nominations: ['b'] });
    const changes = [{ nomination: 'b', reason: '事迹更突出' }];
    spec(...history())
      .when(confirm('b c w', { changes }), { given })
      .then(
        confirmed('b c w', {
          ...{ ...under('b c w'), proposal: 3 },
          changes: [
            { nomination: 'b', change: 'in', reason: '事迹更突出' },
            { nomination: 'a', change: 'out', reason: '名额所限' },
          ],
        }),
      );
    const gone = { ...given, nominations: new Map([...people, ['a', nominee('p-a', 'withdrawn')] as const]) };
    const omitted = reasons(['a', 'c', 'w']);
    expect(tellingOf(confirm('c w', { omitted }), history(), gone)).toMatchObject({ events: [{ proposal: 3 }] });
    expect(tellingOf(confirm('c w', { omitted }), history(), gone)).not.toHaveProperty('events.0.changes');
  });

  it('gives the common reason for whoever was proposed and is left out with all others', () => {
    expect(tellingOf(confirm('c w', { omitted: [], others: '名额所限' }), history(), given)).toMatchObject({
      events: [{ changes: [{ nomination: 'a', change: 'out', reason: '名额所限' }] }],
    });
  });

  it('is as proposed without a word, and takes no reason for what did not change', () => {
    spec(...history())
      .when(confirm('a c w'), { given })
      .then(confirmed('a c w', { ...under('a c w'), proposal: 3 }));
    spec(...history())
      .when(confirm('a c w', { changes: [{ nomination: 'c', reason: '好' }] }), { given })
      .thenRejected({ code: 'change-idle', nominations: ['c'] });
  });
});

describe('a list under a quota', () => {
  const quotas = [{ award: 'medal', formula: quotaRules }];
  const allocated = {
    ...{ formula: quotaRules, hash: 'h', inputs: { seats: [], units: [], outside: [] }, inputsHash: 'h' },
    rows: [
      { unit: 'q', pot: 'main', seats: 3, level: false },
      { unit: 'q', pot: 'single', seats: 1, level: false },
    ],
  };
  const ranked = new Map([['q', { unit: 'q', formal: ['a', 'b', 'c'], substitutes: [{ nomination: 'd' }] }]]);
  const given = facts({ quota: { version: 1, allocated, ranked, promotions: [] } });

  it('domain-rules 16, 23: holds nobody without a seat; all of them are named', () => {
    spec(...history({ quotas }))
      .when(confirm('a c d w'), { given })
      .thenRejected({
        code: 'seats-not-held',
        nominations: [{ nomination: 'd', unit: 'q', seats: 4 }, { nomination: 'w' }],
      });
    spec(...history({ quotas }))
      .when(confirm('a c'), { given })
      .then(confirmed('a c'));
    spec(...history({ quotas }))
      .when(confirm('a c'))
      .thenRejected({ code: 'quota-missing' });
  });

  it('domain-rules 104: holds who applied outside the quota, without a seat', () => {
    const q = { ...ranked.get('q')!, outside: [{ nomination: 'w', pot: 'ankang', held: [] }] };
    const applied = facts({ quota: { version: 1, allocated, ranked: new Map([['q', q]]), promotions: [] } });
    spec(...history({ quotas }))
      .when(confirm('a w'), { given: applied })
      .then(confirmed('a w'));
  });

  it('domain-rules 16, 23: is decided on only while all on it hold their seats', () => {
    const said = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28', count: 2 };
    const decide = { type: 'RecordConferral', ...at, ...said } as const;
    const before = [...history({ quotas }), confirmed('a c')];
    expect(tellingOf(decide, before, given)).toMatchObject({ events: [{ type: 'HonoursDecided' }] });
    const again = new Map([['q', { unit: 'q', formal: ['a', 'b'], substitutes: [] }]]);
    const reranked = facts({ quota: { version: 1, allocated, ranked: again, promotions: [] } });
    spec(...before)
      .when(decide, { given: reranked })
      .thenRejected({ code: 'seats-not-held', nominations: [{ nomination: 'c' }] });
  });

  it('domain-rules 19: takes the seats in pots as those of the list, and not the single-listed', () => {
    const shortlist = { awards: [{ award: 'medal', document: shortlistRules }] };
    expect(tellingOf(confirm('a c'), history({ quotas, shortlist }), given)).toMatchObject({ events: [{ seats: 3 }] });
  });

  it('domain-rules 23: puts a substitute in the place of somebody who left; what was explained before holds', () => {
    const gone = { nominations: new Map([...people, ['a', nominee('p-a', 'withdrawn')] as const]) };
    const replace = { type: 'ReplaceOnShortlist', ...at, out: 'a', in: 'd' } as const;
    const before = confirmed('a c w', { ...under('a c w'), proposal: 3 });
    const rules = { quotas, ...ruled() };
    const after = facts({ ...gone, shortlist: { stated: merits, proposal } });
    expect(tellingOf(replace, [...history(rules), before], after)).toMatchObject({
      events: [
        {
          version: 2,
          nominations: [{ nomination: 'd' }, { nomination: 'c' }, { nomination: 'w' }],
          omitted: [{ nomination: 'b' }],
          changes: [{ nomination: 'd', change: 'in', reason: '递补' }],
        },
      ],
    });
    spec(...history(rules), before)
      .when({ ...replace, out: 'b' })
      .thenRejected({ code: 'not-on-shortlist', nomination: 'b' });
    spec(...history(rules))
      .when(replace)
      .thenRejected({ code: 'shortlist-missing' });
  });

  it('domain-rules 23: a substitution leaves off for the common reason whom the list before did, and nobody who came since', () => {
    const replace = { type: 'ReplaceOnShortlist', ...at, out: 'a', in: 'd' } as const;
    const gone = { nominations: new Map([...people, ['a', nominee('p-a', 'withdrawn')] as const]) };
    const others = { reason: '名额所限', nominations: ['b', 'd'] };
    const before = { ...confirmed('a c w'), omitted: [], others } as RoundEvent;
    expect(tellingOf(replace, [...history({ quotas }), before], facts(gone))).toMatchObject({
      events: [{ omitted: [], others: { reason: '名额所限', nominations: ['b'] } }],
    });
    const since: RoundEvent = { type: 'NominationAnnounced', ...at, nomination: 'e' };
    const known = new Map([...gone.nominations, ['e', nominee('p-e')] as const]);
    const told = tellingOf(replace, [...history({ quotas }), before, since], facts({ nominations: known }));
    expect(told).toEqual({ rejected: { code: 'nomination-unaccounted', nominations: ['e'] } });
  });

  it('domain-rules 23: puts a substitute on a list that has seats and no clauses', () => {
    const gone = { nominations: new Map([...people, ['a', nominee('p-a', 'withdrawn')] as const]) };
    const replace = { type: 'ReplaceOnShortlist', ...at, out: 'a', in: 'd' } as const;
    const told = tellingOf(replace, [...history({ quotas }), confirmed('a c w')], facts(gone));
    expect(told).toEqual({
      events: [
        {
          ...{ type: 'ShortlistConfirmed', ...at, version: 2, omitted: reasons(['a', 'c', 'd', 'w']) },
          nominations: ['d', 'c', 'w'].map((nomination) => ({ nomination, subject: `p-${nomination}` })),
        },
      ],
    });
    spec(...history({ quotas: [] }))
      .when(confirm('a c', { changes: [{ nomination: 'a', reason: '应当' }] }))
      .thenRejected({ code: 'shortlist-rules-missing' });
  });

  it('domain-rules 23, 24: of two who fell together one is replaced; the other keeps the place and counts for nothing', () => {
    const left = new Map([...people, ['a', nominee('p-a', 'withdrawn')], ['w', nominee('p-w', 'withdrawn')]] as const);
    const replace = { type: 'ReplaceOnShortlist', ...at, out: 'a', in: 'd' } as const;
    const rules = { quotas, ...ruled() };
    const before = [...history(rules), confirmed('w a c', under('a c w'))];
    const told = tellingOf(replace, before, facts({ nominations: left }));
    expect(told).toMatchObject({
      events: [{ version: 2, nominations: [{ nomination: 'w' }, { nomination: 'd' }, { nomination: 'c' }] }],
    });
    expect(told).toHaveProperty('events.0.stated', about(['c', 'd']));
    const after = 'events' in told ? [...before, ...told.events] : [];
    const confer = {
      type: 'RecordConferral',
      ...at,
      decision: '黄工字〔2026〕5号',
      conferredOn: '2026-04-28',
    } as const;
    expect(tellingOf({ ...confer, count: 3 }, after, facts({ nominations: left }))).toMatchObject({
      rejected: { code: 'nomination-not-open', nomination: 'w' },
    });
    // The next substitute takes the other place.
    const more = facts({ nominations: left });
    expect(tellingOf({ ...replace, out: 'w', in: 'b' }, after, more)).toMatchObject({
      events: [{ version: 3, nominations: [{ nomination: 'b' }, { nomination: 'd' }, { nomination: 'c' }] }],
    });
    // Who takes a place stands himself.
    const gone = facts({ nominations: new Map([...left, ['d', nominee('p-d', 'withdrawn')]] as const) });
    expect(tellingOf(replace, before, gone)).toMatchObject({
      rejected: { code: 'nomination-not-open', nomination: 'd' },
    });
  });

  it('breaks no further clause by a substitution, and may go on breaking one that was let be broken', () => {
    const rules = { quotas, ...ruled() };
    const gone = { nominations: new Map([...people, ['c', nominee('p-c', 'withdrawn')] as const]) };
    const replace = { type: 'ReplaceOnShortlist', ...at, out: 'c', in: 'd' } as const;
    const refused = tellingOf(replace, [...history(rules), confirmed('a c w', under('a c w'))], facts(gone));
    expect(refused).toMatchObject({ rejected: { code: 'clauses-broken', broken: [{ clause: 'half', have: 0 }] } });
    const deviations: readonly Deviation[] = [
      { clause: 'half', kind: 'floor', have: 1, limit: 2, reason: '已批准', zh: '', en: '' },
    ];
    const before = confirmed('a c w', { ...under('a c w'), deviations });
    expect(tellingOf(replace, [...history(rules), before], facts(gone))).toMatchObject({
      events: [{ deviations: [{ clause: 'half', have: 0, limit: 1, reason: '已批准' }] }],
    });
    // With c in the place of b one head is left, so nothing is broken any more.
    const heads = { ...under('a b'), deviations: [{ ...deviations[0]!, clause: 'heads' }] };
    const left = { nominations: new Map([...people, ['b', nominee('p-b', 'withdrawn')] as const]) };
    const mended = tellingOf(
      { ...replace, out: 'b', in: 'c' },
      [...history(rules), confirmed('a b', heads)],
      facts(left),
    );
    expect(mended).toMatchObject({ events: [{ version: 2 }] });
    expect(mended).not.toHaveProperty('events.0.deviations');
  });
});

describe('a decision in a round with notices', () => {
  const [level] = noticeRules.levels;
  const notice = { ...noticeRules, levels: [level!] };
  const listed = (nomination: string) => ({ nomination, award: 'medal', subject: `p-${nomination}`, details: [] });
  const window = { postedOn: '2026-03-10', days: ['2026-03-10'], closesAt: 0, shownUntil: '2026-03-10' };
  const opened: NoticeEvent = {
    ...{ type: 'NoticeOpened', round: 'r2026', notice: 'n1', organization: 'd1', level: 'base', title: '公示' },
    ...{ text: '公示', entries: [listed('a'), listed('b')], window, by: 'tester' },
  };
  const closed: NoticeEvent = { type: 'NoticeClosed', round: 'r2026', notice: 'n1', by: 'tester' };
  const objection: NoticeEvent = {
    ...{ type: 'ObjectionFiled', round: 'r2026', notice: 'n1', objection: 'o1', number: '1', nomination: 'b' },
    ...{ subject: 'p-b', way: 'letter', from: 'person', person: 'q', about: '不实', late: false, blocking: true },
    by: 'tester',
  };
  const after = (...events: readonly NoticeEvent[]) =>
    facts({ notices: events.reduce((state, event) => noticeFold.evolve(state, event, 0), noticeFold.initial) });
  const decide = (count: number): RoundCommand => ({
    ...{ type: 'RecordConferral', ...at, decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28', count },
  });

  it('domain-rules 36, 39: waits for everybody who is not through, each named; the others are free', () => {
    spec(...history({ notice }), confirmed('a b c'))
      .when(decide(3), { given: after(opened, objection, closed) })
      .thenRejected({
        code: 'notices-not-passed',
        level: 'base',
        waiting: [
          { nomination: 'b', why: 'held', level: 'base' },
          { nomination: 'c', why: 'not-passed', level: 'base' },
        ],
      });
    expect(
      tellingOf(decide(1), [...history({ notice }), confirmed('a')], after(opened, objection, closed)),
    ).toMatchObject({ events: [{ type: 'HonoursDecided', count: 1 }] });
  });

  it('domain-rules 39: takes effect on no day on which somebody on the list might still be objected to', () => {
    const on = (conferredOn: string): RoundCommand => ({ ...decide(1), conferredOn }) as RoundCommand;
    const telling = (day: string) =>
      tellingOf(on(day), [...history({ notice }), confirmed('a')], after(opened, closed));
    expect(telling('2026-03-11')).toMatchObject({ events: [{ conferredOn: '2026-03-11' }] });
    expect(telling('2026-03-10')).toEqual({ rejected: { code: 'conferred-in-notice', until: '2026-03-10' } });
    expect(telling('2026-01-02')).toMatchObject({ rejected: { code: 'conferred-in-notice' } });
  });

  it('domain-rules 12, 38, 39: waits for every level that lists somebody, not for the last alone, and for its last day', () => {
    const all = { notice: noticeRules };
    const at = (notice: string, level: string, day = '2026-03-10'): NoticeEvent => ({
      ...opened,
      notice,
      level,
      window: { ...window, postedOn: day, days: [day] },
    });
    const over = (notice: string): NoticeEvent => ({ ...closed, notice });
    const nation = [at('n3', 'nation'), over('n3')];
    const through = [opened, closed, at('n2', 'province'), over('n2'), ...nation];
    const adjusted: readonly NoticeEvent[] = [
      { ...objection, nomination: 'a', subject: 'p-a' },
      {
        ...{ type: 'ObjectionResolved', round: 'r2026', notice: 'n1', objection: 'o1', nomination: 'a' },
        ...{ outcome: 'adjusted', reason: '更正', by: 'tester' },
      },
    ];
    const telling = (...events: readonly NoticeEvent[]) =>
      tellingOf(decide(1), [...history(all), confirmed('a')], after(...events));
    const waits = (level: string) => ({
      rejected: {
        code: 'notices-not-passed',
        level: 'nation',
        waiting: [{ nomination: 'a', why: 'not-passed', level }],
      },
    });
    expect(telling(...through)).toMatchObject({ events: [{ type: 'HonoursDecided' }] });
    expect(telling(...through, ...adjusted)).toEqual(waits('base'));
    const anew = at('n4', 'base', '2026-04-28');
    expect(telling(...through, ...adjusted, anew)).toEqual(waits('base'));
    expect(telling(...through, ...adjusted, anew, over('n4'))).toEqual({
      rejected: { code: 'conferred-in-notice', until: '2026-04-28' },
    });
    const again: NoticeEvent = {
      ...{ type: 'NoticeReopened', round: 'r2026', notice: 'n2', reason: '重新公示', window, by: 'tester' },
    };
    expect(telling(...through, again)).toEqual(waits('province'));
    expect(telling(...through, again, over('n2'))).toHaveProperty('events');
    // A level that lists nobody on the list asks nothing of them; the last one always does.
    expect(telling(...nation)).toHaveProperty('events');
    expect(telling(opened, closed)).toEqual(waits('nation'));
  });

  it('domain-rules 36: 29 of 30 proceed while one is held', () => {
    const all = Array.from({ length: 30 }, (_, n) => `x${n}`);
    const nominations = new Map(all.map((id) => [id, nominee(`p-${id}`)]));
    const notices = [
      { ...opened, entries: all.map(listed) },
      { ...objection, nomination: 'x0', subject: 'p-x0' },
      closed,
    ] as const;
    const given = { ...after(...notices), nominations };
    const events = openedUnder({ notice }, all);
    const of = (list: readonly string[]): RoundEvent => ({
      ...{ type: 'ShortlistConfirmed', ...at, version: 1, omitted: [] },
      nominations: list.map((nomination) => ({ nomination, subject: `p-${nomination}` })),
    });
    expect(tellingOf(decide(30), [...events, of(all)], given)).toMatchObject({
      rejected: { waiting: [{ nomination: 'x0', why: 'held' }] },
    });
    expect(tellingOf(decide(29), [...events, of(all.slice(1))], given)).toMatchObject({ events: [{ count: 29 }] });
  });

  it('waits while a notice runs, and for nobody in a round without notices', () => {
    expect(tellingOf(decide(1), [...history({ notice }), confirmed('a')], after(opened))).toMatchObject({
      rejected: { waiting: [{ nomination: 'a', why: 'not-passed' }] },
    });
    expect(tellingOf(decide(1), [...history({}), confirmed('a')], after(opened))).toHaveProperty('events');
  });
});
