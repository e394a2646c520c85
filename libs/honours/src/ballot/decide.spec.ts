import { specFor } from '@xf/es/testing';
import type { CommitteeDocument } from '../committee/rules';
import type { CommitteeEvent } from '../committee/events';
import { accounts, committeeRules } from '../testing/committees';
import { basis as contest, recommended } from '../testing/examples';
import { givenFor, ids, nominee, round } from '../testing/reviews';
import type { CountBallot, OpenSession } from './command';
import { review } from './decide';
import type { ReviewGiven } from './decide.open';
import { reviewCodec, type Count, type CountedItem, type ReviewEvent } from './events';

const spec = specFor(review, { given: givenFor(), actor: 'desk' });
const back = (member: string, nomination: string): CommitteeEvent => ({
  ...{ type: 'RecusalDeclared', round, member, nomination },
});

const at = (session: string) => ({ round, session });
const opening = (over: Partial<OpenSession> = {}): OpenSession => ({
  ...{ type: 'OpenSession', ...at('s1'), kind: 'first-audit', nominations: ['n1', 'n2'] },
  ...{ present: accounts(10), nominators: [] },
  ...over,
});
const opened = (over: object = {}): ReviewEvent => ({
  ...{ type: 'SessionOpened', ...at('s1'), kind: 'first-audit', present: accounts(10), by: 'desk' },
  items: [
    { nomination: 'n1', award: 'medal' },
    { nomination: 'n2', award: 'medal' },
  ],
  ...over,
});
/** A first audit that let everybody through. */
const audited = (nominations: readonly string[] = ids): readonly ReviewEvent[] => [
  opened({ session: 's0', items: nominations.map((nomination) => ({ nomination, award: 'medal' })) }),
  {
    ...{ type: 'SessionClosed', ...at('s0'), by: 'desk' },
    results: nominations.map((nomination) => ({ nomination, outcome: 'passed' as const })),
  },
];
const tellers = ['teller', 'watcher'];
const balloting = (over: Partial<OpenSession> = {}) => opening({ kind: 'ballot', tellers, ...over });
const polling = (over: object = {}) => opened({ kind: 'ballot', tellers, ...over });

describe('opening a session', () => {
  it('domain-rules 42: of 15 members 10 make a quorum and 9 do not', () => {
    spec().when(opening()).then(opened());
    spec()
      .when(opening({ present: accounts(9) }))
      .thenRejected({
        code: 'quorum-missed',
        items: ['n1', 'n2'].map((nomination) => ({ nomination, present: 9, quorum: 10 })),
      });
  });

  it('tells where the clause is from that a session does not meet', () => {
    const cites = [{ document: '市工字〔2026〕1号', clause: '第四条' }];
    const { ballot, quorum } = committeeRules;
    const given = givenFor({
      document: {
        ...{ ...committeeRules, quorum: { ...quorum, cites }, clauseCites: { steps: cites } },
        ballot: { ...ballot, seats: [{ award: 'medal', seats: 2, cites }], contested: { more: 1, cites } },
      },
    });
    const refused = (over: Partial<OpenSession>) => spec().when(opening(over), { given });
    const items = ['n1', 'n2'].map((nomination) => ({ nomination, present: 9, quorum: 10 }));
    refused({ present: accounts(9) }).thenRejected({ code: 'quorum-missed', items, cites });
    const missing = ['n1', 'n2'].map((nomination) => ({ nomination, step: 'first-audit' as const }));
    refused({ kind: 'ballot', tellers }).thenRejected({ code: 'steps-missing', missing, cites });
    refused({ kind: 'scoring' }).thenRejected({ code: 'step-unknown', steps: ['first-audit', 'ballot'], cites });
    spec(...audited())
      .when(balloting({ nominations: ['n1', 'n2'] }), { given })
      .thenRejected({ code: 'not-contested', candidates: 2, seats: 2, more: 1, cites });
  });

  it('domain-rules 44: with 2 of 15 recused 9 others make a quorum, for that item alone', () => {
    const given = givenFor({ said: [back('m1', 'n1'), back('m2', 'n1')] });
    const [, , ...others] = accounts(11);
    spec()
      .when(opening({ nominations: ['n1'], present: others }), { given })
      .then(opened({ items: [{ nomination: 'n1', award: 'medal' }], present: others }));
    spec()
      .when(opening({ nominations: ['n1'], present: others.slice(1) }), { given })
      .thenRejected({ code: 'quorum-missed', items: [{ nomination: 'n1', present: 8, quorum: 9 }] });
    // Who is recused may sit in the room; they make no quorum.
    spec()
      .when(opening(), { given })
      .thenRejected({ code: 'quorum-missed', items: [{ nomination: 'n1', present: 8, quorum: 9 }] });
  });

  it('domain-rules 44: records whom it finds to have a part in an item', () => {
    const given = givenFor();
    const [first, second] = [...given.committee.members.values()];
    const members = new Map(given.committee.members)
      .set('m1', { ...first!, unit: '第一机械厂' })
      .set('m2', { ...second!, person: 'p_n2', organization: 'u7' });
    const here = { ...given, committee: { ...given.committee, members } };
    const found = (member: string, nomination: string, ground: 'self' | 'same-unit' | 'nominator'): ReviewEvent => ({
      ...{ type: 'RecusalFound', ...at('s1'), member, nomination, ground },
    });
    spec()
      .when(opening({ present: accounts(12), nominators: [{ nomination: 'n2', account: 'm3' }] }), { given: here })
      .then(
        opened({ present: accounts(12) }),
        ...[found('m1', 'n1', 'same-unit'), found('m2', 'n1', 'same-unit'), found('m2', 'n1', 'nominator')],
        ...[found('m1', 'n2', 'same-unit'), found('m2', 'n2', 'self'), found('m2', 'n2', 'same-unit')],
        ...[found('m2', 'n2', 'nominator'), found('m3', 'n2', 'nominator')],
      );
    // What was found makes the quorum at once, and is not found twice.
    spec()
      .when(opening(), { given: here })
      .thenRejected({
        code: 'quorum-missed',
        items: ['n1', 'n2'].map((nomination) => ({ nomination, present: 8, quorum: 9 })),
      });
    const before = [found('m1', 'n1', 'same-unit'), found('m2', 'n1', 'same-unit')];
    spec(opened({ session: 's0', items: [] }), ...before)
      .when(opening({ nominations: ['n1'], present: accounts(12) }), { given: here })
      .then(
        opened({ items: [{ nomination: 'n1', award: 'medal' }], present: accounts(12) }),
        found('m2', 'n1', 'nominator'),
      );
  });

  it('domain-rules 44: finds who filed what the round itself recommended, and what a contest brought', () => {
    const given = givenFor();
    const [first] = [...given.committee.members.values()];
    const members = new Map(given.committee.members).set('m1', { ...first!, organization: 'u7' });
    const nominations = new Map(given.nominations)
      .set('n1', nominee('p_n1', { basis: { ...recommended, by: 'd1' } }))
      .set('n2', nominee('p_n2', { basis: contest() }));
    const here = { ...given, nominations, committee: { ...given.committee, members } };
    const from = (filedBy: ReadonlyMap<string, string>) => ({ given: { ...here, filedBy } });
    const found = (nomination: string, ground: 'same-unit' | 'nominator'): ReviewEvent => ({
      ...{ type: 'RecusalFound', ...at('s1'), member: 'm1', nomination, ground },
    });
    const filedBy = new Map([
      ['n1', 'u7'],
      ['n2', 'u7'],
    ]);
    const all = opening({ present: accounts(12) });
    const item = (nomination: string) => [found(nomination, 'same-unit'), found(nomination, 'nominator')];
    spec()
      .when(all, from(new Map()))
      .then(opened({ present: accounts(12) }));
    spec()
      .when(all, from(filedBy))
      .then(opened({ present: accounts(12) }), ...item('n1'), ...item('n2'));
  });

  it('names everything of a kind that is wrong with items and members', () => {
    spec()
      .when(opening({ nominations: [] }))
      .thenRejected({ code: 'session-empty' });
    spec()
      .when(opening({ nominations: ['n1', 'n1'] }))
      .thenRejected({ code: 'items-repeated', nominations: ['n1'] });
    spec()
      .when(opening({ nominations: ['n1', 'gone', 'nobody'] }))
      .thenRejected({ code: 'items-not-open', nominations: ['gone', 'nobody'] });
    spec()
      .when(opening({ kind: 'scoring' }))
      .thenRejected({ code: 'step-unknown', steps: ['first-audit', 'ballot'] });
    spec()
      .when(opening({ present: [...accounts(10), 'x', 'm1'] }))
      .thenRejected({ code: 'not-members', accounts: ['x', 'm1'] });
    spec(opened()).when(opening()).thenRejected({ code: 'session-exists' });
    spec(opened())
      .when(opening({ session: 's2', nominations: ['n2', 'n3'] }))
      .thenRejected({ code: 'items-in-session', nominations: ['n2'] });
    spec().when(opening({ tellers })).thenRejected({ code: 'tellers-wrong' });
  });

  it('lets nobody to a ballot who has not passed the audit before it, the last time it was held', () => {
    spec(...audited(['n1']))
      .when(balloting())
      .thenRejected({ code: 'steps-missing', missing: [{ nomination: 'n2', step: 'first-audit' }] });
    const again: ReviewEvent = {
      ...{ type: 'SessionClosed', ...at('s9'), by: 'desk' },
      results: [{ nomination: 'n1', outcome: 'failed' }],
    };
    spec(...audited(['n1']), opened({ session: 's9' }), again)
      .when(balloting({ nominations: ['n1'] }))
      .thenRejected({ code: 'steps-missing', missing: [{ nomination: 'n1', step: 'first-audit' }] });
  });

  it('asks a ballot for two different tellers without a part in it, and for one award', () => {
    spec(...audited())
      .when(balloting({ tellers: ['m1', 'm1'] }))
      .thenRejected({ code: 'tellers-wrong' });
    spec(...audited())
      .when(balloting({ tellers: ['m12', 'watcher'], present: accounts(11) }), {
        given: givenFor({ said: [back('m12', 'n2')] }),
      })
      .thenRejected({ code: 'tellers-recused', accounts: ['m12'] });
    spec(...audited([...ids, 'other']))
      .when(balloting({ nominations: ['n1', 'other'] }))
      .thenRejected({ code: 'awards-mixed', awards: ['medal', 'certificate'] });
  });

  it('domain-rules 27: 12 candidates for 10 seats are balloted on, 10 for 10 are refused', () => {
    const ballot = { ...committeeRules.ballot, seats: [{ award: 'medal', seats: 10 }], contested: { more: 1 } };
    const given = givenFor({ document: { ...committeeRules, ballot } });
    const items = ids.map((nomination) => ({ nomination, award: 'medal' }));
    spec(...audited())
      .when(balloting({ nominations: ids }), { given })
      .then(polling({ items, seats: 10 }));
    spec(...audited())
      .when(balloting({ nominations: ids.slice(0, 10) }), { given })
      .thenRejected({ code: 'not-contested', candidates: 10, seats: 10, more: 1 });
  });

  it('offers the seats that earlier ballots left', () => {
    const ballot = { ...committeeRules.ballot, seats: [{ award: 'medal', seats: 2 }] };
    const given = givenFor({ document: { ...committeeRules, ballot } });
    const chose = (...chosen: readonly string[]): readonly ReviewEvent[] => [
      polling({ session: 's8' }),
      {
        ...{ type: 'SessionClosed', ...at('s8'), by: 'desk' },
        results: chosen.map((nomination) => ({ nomination, outcome: 'passed' as const })),
      },
    ];
    const next = balloting({ nominations: ['n5', 'n6'] });
    const items = ['n5', 'n6'].map((nomination) => ({ nomination, award: 'medal' }));
    spec(...audited(), ...chose('n1'))
      .when(next, { given })
      .then(polling({ items, seats: 1 }));
    spec(...audited(), ...chose('n1', 'n2'))
      .when(next, { given })
      .thenRejected({ code: 'seats-taken', seats: 2 });
    // A seat whose holder withdrew is free again.
    spec(...audited(), ...chose('n1', 'gone'))
      .when(next, { given })
      .then(polling({ items, seats: 1 }));
  });
});

describe('audits', () => {
  const deciding = (...decisions: readonly (readonly [string, boolean, string])[]) =>
    ({
      type: 'DecideAudits',
      ...at('s1'),
      decisions: decisions.map(([nomination, passed, reason]) => ({ nomination, passed, reason })),
    }) as const;
  const decided = (nomination: string, passed: boolean, reason: string): ReviewEvent => ({
    ...{ type: 'AuditDecided', ...at('s1'), nomination, passed, reason, by: 'desk' },
  });

  it('are decided each with its reason; what is said again adds nothing', () => {
    spec(opened())
      .when(deciding(['n1', true, '材料齐全'], ['n2', false, '缺职代会决议']))
      .then(decided('n1', true, '材料齐全'), decided('n2', false, '缺职代会决议'));
    spec(opened(), decided('n1', true, '材料齐全'))
      .when(deciding(['n1', true, '材料齐全'], ['n2', true, '材料齐全']))
      .then(decided('n2', true, '材料齐全'));
    spec(opened())
      .when(deciding(['n1', true, ' '], ['n2', false, '']))
      .thenRejected({ code: 'reasons-missing', nominations: ['n1', 'n2'] });
    spec(opened())
      .when(deciding(['n3', true, 'x'], ['n4', true, 'x']))
      .thenRejected({ code: 'items-not-in-session', nominations: ['n3', 'n4'] });
  });

  it('leave undecided what was not decided, under minutes that two different members signed', () => {
    const closing = {
      type: 'CloseSession',
      ...at('s1'),
      number: '纪〔2026〕1号',
      hash: 'ab',
      signers: ['m1', 'm2'],
    } as const;
    const minutes = { version: 1, number: '纪〔2026〕1号', hash: 'ab', signers: ['m1', 'm2'] };
    spec(opened(), decided('n1', true, 'x'))
      .when(closing)
      .then(
        {
          ...{ type: 'SessionClosed', ...at('s1'), by: 'desk' },
          results: [
            { nomination: 'n1', outcome: 'passed' },
            { nomination: 'n2', outcome: 'undecided' },
          ],
        },
        { type: 'MinutesRecorded', ...at('s1'), ...minutes },
      );
    for (const signers of [['m1'], ['m1', 'm1'], ['m1', 'm14']]) {
      spec(opened())
        .when({ ...closing, signers })
        .thenRejected({ code: 'signers-wrong' });
    }
  });

  it('domain-rules 44, 45: nobody signs who is recused from an item; where too few are left another free member does', () => {
    const closing = { type: 'CloseSession', ...at('s1'), number: '纪1', hash: 'ab', signers: ['m1', 'm2'] } as const;
    const first: ReviewEvent = {
      ...{ type: 'MinutesRecorded', ...at('s1'), version: 1, number: '纪1', hash: 'ab', signers: ['m3', 'm4'] },
    };
    const signing = (signers: readonly string[], said: readonly CommitteeEvent[], present = accounts(10)) => {
      const state = [opened({ present })].reduce((one, event) => review.evolve(one, event, 0), review.initial);
      const over = review.evolve(state, first, 0);
      const facts = { now: 0, actor: 'desk', given: givenFor({ said }) };
      const replacing = { ...closing, type: 'ReplaceMinutes', signers, reason: '重审' } as const;
      const answers = [review.decide({ ...closing, signers }, state, facts), review.decide(replacing, over, facts)];
      return answers.map((one) => ('rejected' in one ? one.rejected : 'signed'));
    };
    const recused = { code: 'signers-recused', signers: [{ account: 'm2', numbers: [2] }] };
    expect(signing(['m1', 'm2'], [back('m2', 'n2')])).toEqual([recused, recused]);
    expect(signing(['m1', 'm2'], [back('m2', 'n3')])).toEqual(['signed', 'signed']);
    expect(signing(['m1', 'm3'], [back('m2', 'n2')])).toEqual(['signed', 'signed']);
    const wrong = { code: 'signers-wrong' };
    expect(signing(['m1', 'm12'], [back('m2', 'n2')])).toEqual([wrong, wrong]);
    const three = accounts(3);
    const two = [back('m2', 'n2'), back('m3', 'n1')];
    expect(signing(['m1', 'm12'], two, three)).toEqual(['signed', 'signed']);
    expect(signing(['m1', 'm12'], [...two, back('m12', 'n1')], three)).toMatchObject([
      { code: 'signers-recused', signers: [{ account: 'm12', numbers: [1] }] },
      {},
    ]);
  });

  it('domain-rules 49: later minutes replace the earlier ones, and both stay', () => {
    const closed: ReviewEvent = { type: 'SessionClosed', ...at('s1'), results: [], by: 'desk' };
    const first: ReviewEvent = {
      ...{ type: 'MinutesRecorded', ...at('s1'), version: 1, number: '纪1', hash: 'ab', signers: ['m1', 'm2'] },
    };
    const later = { ...at('s1'), number: '纪2', hash: 'cd', signers: ['m2', 'm3'], reason: '重审' };
    const second: ReviewEvent = { type: 'MinutesReplaced', ...later, version: 2 };
    spec(opened(), closed, first)
      .when({ type: 'ReplaceMinutes', ...later })
      .then(second);
    spec(opened())
      .when({ type: 'ReplaceMinutes', ...later })
      .thenRejected({ code: 'session-open' });
    const state = [opened(), closed, first, second].reduce((s, event) => review.evolve(s, event, 0), review.initial);
    expect(state.sessions.get('s1')?.minutes.map(({ version, number }) => [version, number])).toEqual([
      [1, '纪1'],
      [2, '纪2'],
    ]);
  });
});

describe('scores', () => {
  const document: CommitteeDocument = {
    ...committeeRules,
    quorum: { of: 15, take: 4 },
    steps: ['scoring'],
    scoring: {
      ...{ min: '0', max: '10', digits: 1, drop: { highest: 1, lowest: 1 }, passAt: '9' },
      round: { digits: 2, mode: 'half-up' },
    },
  };
  const given = givenFor({ document, said: [back('m4', 'n2')] });
  const scoring = opened({ kind: 'scoring' });
  const giving = (...scores: readonly (readonly [string, string])[]) =>
    ({
      type: 'RecordScores',
      ...at('s1'),
      scores: scores.map(([nomination, score]) => ({ nomination, score })),
    }) as const;
  const gave = (member: string, score: string, nomination = 'n1'): ReviewEvent => ({
    ...{ type: 'ScoresRecorded', ...at('s1'), member, scores: [{ nomination, score }] },
  });

  it('are given once by each member in the room, on the scale, and not by the recused', () => {
    spec(scoring)
      .when(giving(['n1', '9.5']), { given, actor: 'm1' })
      .then(gave('m1', '9.5'));
    spec(scoring, gave('m1', '9.5'))
      .when(giving(['n1', '9.5'], ['n2', '8']), { given, actor: 'm1' })
      .then(gave('m1', '8', 'n2'));
    spec(scoring, gave('m1', '9.5'))
      .when(giving(['n1', '9.4']), { given, actor: 'm1' })
      .thenRejected({ code: 'scores-exist', nominations: ['n1'] });
    spec(scoring)
      .when(giving(['n1', '9.55'], ['n2', '11']), { given, actor: 'm1' })
      .thenRejected({ code: 'scores-off-scale', indexes: [0, 1], min: '0', max: '10', digits: 1 });
    spec(scoring)
      .when(giving(['n1', '9'], ['n2', '9']), { given, actor: 'm4' })
      .thenRejected({ code: 'member-recused', numbers: [2] });
    for (const actor of ['desk', 'm14']) {
      spec(scoring)
        .when(giving(['n1', '9']), { given, actor })
        .thenRejected({ code: 'not-members', accounts: [actor] });
    }
  });

  it('domain-rules 44: count without those who stepped back meanwhile, and only a quorum of them', () => {
    const close = { type: 'CloseSession', ...at('s1'), number: '纪1', hash: 'ab', signers: ['m1', 'm2'] } as const;
    const scores = ['9.1', '8.7', '9.4', '8.9', '9.0'].map((score, n) => gave(`m${n + 1}`, score));
    const results = (history: readonly ReviewEvent[], here: ReviewGiven) => {
      const state = history.reduce((s, event) => review.evolve(s, event, 0), review.initial);
      const decision = review.decide(close, state, { now: 0, actor: 'desk', given: here });
      return 'events' in decision ? decision.events[0] : decision;
    };
    const undecided = { nomination: 'n2', outcome: 'undecided' };
    expect(results([scoring, ...scores], given)).toMatchObject({
      results: [{ nomination: 'n1', outcome: 'passed', total: '9.00' }, undecided],
    });
    expect(results([scoring, ...scores], givenFor({ document, said: [back('m3', 'n1')] }))).toMatchObject({
      results: [{ nomination: 'n1', outcome: 'failed', total: '8.95' }, undecided],
    });
    expect(results([scoring, ...scores.slice(0, 3)], given)).toMatchObject({
      results: [{ nomination: 'n1', outcome: 'undecided' }, undecided],
    });
  });
});

describe('counting papers', () => {
  const count = (nomination: string, yes: number, over: Partial<Count> = {}): Count => ({
    ...{ nomination, out: 10, in: 10, yes, no: 10 - yes, abstain: 0, invalid: 0 },
    ...over,
  });
  const counting = (counts: readonly Count[], over: Partial<CountBallot> = {}): CountBallot => ({
    ...{ type: 'CountBallot', ...at('s1'), ballot: 1, counts },
    ...over,
  });
  const tallied = (counts: readonly Count[], teller = 'teller', ballot = 1): ReviewEvent => ({
    ...{ type: 'BallotTallied', ...at('s1'), ballot, teller, counts },
  });
  const whole = { members: 15, recused: 0, present: 10, quorum: 10, needed: 6 } as const;
  const counted = (items: readonly CountedItem[], ballot = 1): ReviewEvent => ({
    ...{ type: 'BallotCounted', ...at('s1'), ballot, tellers, items },
  });
  const [watcher, teller] = [{ actor: 'watcher' }, { actor: 'teller' }];
  const both = [count('n1', 7), count('n2', 4)];

  it('domain-rules 45: two tellers count; the count of one stands for nothing', () => {
    spec(polling()).when(counting(both), teller).then(tallied(both));
    spec(polling(), tallied(both))
      .when(counting([...both].reverse()), watcher)
      .then(
        counted([
          { ...both[0]!, ...whole, outcome: 'passed' },
          { ...both[1]!, ...whole, outcome: 'failed' },
        ]),
      );
    spec(polling(), tallied(both)).when(counting(both), teller).then();
    spec(polling(), tallied(both)).when(counting(both)).thenRejected({ code: 'not-a-teller' });
  });

  it('domain-rules 45: has no place for a voter, a paper or an order in what it records', () => {
    const fieldsOf = (type: string) => Object.keys(reviewCodec.catalogue[type]?.fields ?? {});
    const itemsOf = (type: string, field: string) =>
      Object.entries(reviewCodec.catalogue[type]?.fields[field]?.record ?? {}).map(([name, { check }]) => [
        name,
        check(1) === undefined,
      ]);
    const numbers = ['out', 'in', 'yes', 'no', 'abstain', 'invalid'].map((name) => [name, true]);
    const electorate = ['members', 'recused', 'present', 'quorum', 'needed'].map((name) => [name, true]);
    expect(fieldsOf('BallotTallied')).toEqual(['round', 'session', 'ballot', 'teller', 'counts']);
    expect(fieldsOf('BallotCounted')).toEqual(['round', 'session', 'ballot', 'tellers', 'items']);
    expect(itemsOf('BallotTallied', 'counts')).toEqual([['nomination', false], ...numbers]);
    expect(itemsOf('BallotCounted', 'items')).toEqual([
      ...[['nomination', false], ...numbers, ...electorate, ['outcome', false]],
    ]);
  });

  it.each(['declared', 'kin'] as const)(
    'domain-rules 44: takes no count from a teller who turned out to have a part in an item (%s)',
    (way) => {
      const said = (member: string): CommitteeEvent =>
        way === 'declared'
          ? back(member, 'n2')
          : { type: 'KinDeclared', round, member, nomination: 'n2', relation: 'x' };
      const refused = { code: 'tellers-recused', accounts: ['teller'] } as const;
      const under = { given: givenFor({ said: [said('teller')] }) };
      spec(polling())
        .when(counting(both), { ...teller, ...under })
        .thenRejected(refused);
      // What they told before stands for nothing beside the other's count, either.
      spec(polling(), tallied(both))
        .when(counting(both), { ...watcher, ...under })
        .thenRejected(refused);
      // What is not on the papers that are out ties nobody, and the session can end for others to count in another.
      const elsewhere = { given: givenFor({ said: [back('teller', 'n9')] }) };
      spec(polling())
        .when(counting(both), { ...teller, ...elsewhere })
        .then(tallied(both));
    },
  );

  it('refuses a second count that differs, side by side; the first teller may count again', () => {
    const other = [count('n1', 7), count('n2', 5)];
    spec(polling(), tallied(both))
      .when(counting(other), watcher)
      .thenRejected({
        code: 'counts-differ',
        differences: [
          { nomination: 'n2', field: 'yes', first: 4, second: 5 },
          { nomination: 'n2', field: 'no', first: 6, second: 5 },
        ],
      });
    spec(polling(), tallied(both)).when(counting(other), teller).then(tallied(other));
  });

  it('domain-rules 44: refuses more papers than members who are there and not recused', () => {
    const given = givenFor({ members: 10, said: [back('m1', 'n2')] });
    spec(polling())
      .when(counting(both), { ...teller, given })
      .thenRejected({
        code: 'counts-wrong',
        problems: [{ index: 1, nomination: 'n2', what: 'papers-out', expected: 9, stated: 10 }],
      });
    const fewer = [both[0]!, count('n2', 4, { out: 9, in: 9, no: 5 })];
    spec(polling(), tallied(fewer))
      .when(counting(fewer), { ...watcher, given })
      .then(
        counted([
          { ...fewer[0]!, ...whole, members: 10, quorum: 7, outcome: 'passed' },
          { ...fewer[1]!, members: 10, recused: 1, present: 9, quorum: 6, needed: 5, outcome: 'failed' },
        ]),
      );
  });

  it('domain-rules 42: what lost its quorum by a recusal after the opening is not decided', () => {
    const given = givenFor({ said: [back('m1', 'n1'), back('m2', 'n1')] });
    const fewer = [count('n1', 7, { out: 8, in: 8, no: 1 }), both[1]!];
    spec(polling(), tallied(fewer))
      .when(counting(fewer), { ...watcher, given })
      .thenRejected({ code: 'quorum-missed', items: [{ nomination: 'n1', present: 8, quorum: 9 }] });
  });

  it('domain-rules 47: who is tied for the last seat goes to a new ballot, and to that alone', () => {
    const items = ['n1', 'n2', 'n3'].map((nomination) => ({ nomination, award: 'medal' }));
    const three = [count('n1', 9), count('n2', 8), count('n3', 8)];
    const open = polling({ items, seats: 2 });
    const first = counted(
      three.map((one, n): CountedItem => ({ ...one, ...whole, outcome: n === 0 ? 'passed' : 'tied' })),
    );
    const again: ReviewEvent = { type: 'ReBallotOpened', ...at('s1'), ballot: 2, nominations: ['n2', 'n3'], seats: 1 };
    spec(open, tallied(three)).when(counting(three), watcher).then(first, again);
    const history = [open, tallied(three), first, again];
    const second = [count('n2', 6), count('n3', 7)];
    spec(...history)
      .when(counting(second), teller)
      .thenRejected({ code: 'ballot-not-running', running: 2 });
    spec(...history)
      .when(counting(three, { ballot: 2 }), teller)
      .thenRejected({ code: 'counts-wrong', problems: [{ index: 0, nomination: 'n1', what: 'count-unasked' }] });
    const result = counted(
      second.map((one, n): CountedItem => ({ ...one, ...whole, outcome: n === 0 ? 'beyond-seats' : 'passed' })),
      2,
    );
    spec(...history, tallied(second, 'teller', 2))
      .when(counting(second, { ballot: 2 }), watcher)
      .then(result);
    const closing = { type: 'CloseSession', ...at('s1'), number: '纪1', hash: 'ab', signers: ['m1', 'm2'] } as const;
    const minutes: ReviewEvent = {
      ...{ type: 'MinutesRecorded', ...at('s1'), version: 1, number: '纪1', hash: 'ab', signers: ['m1', 'm2'] },
    };
    const closed = (...outcomes: readonly ('passed' | 'undecided' | 'beyond-seats')[]): ReviewEvent => ({
      ...{ type: 'SessionClosed', ...at('s1'), by: 'desk' },
      results: outcomes.map((outcome, n) => ({ nomination: `n${n + 1}`, outcome })),
    });
    spec(...history)
      .when(closing)
      .then(closed('passed', 'undecided', 'undecided'), minutes);
    spec(...history, tallied(second, 'teller', 2), result)
      .when(closing)
      .then(closed('passed', 'beyond-seats', 'passed'), minutes);
    spec(...history, tallied(second, 'teller', 2), result)
      .when(counting(second, { ballot: 2 }), watcher)
      .thenRejected({ code: 'ballot-not-running' });
  });
});

describe('a session', () => {
  it('takes what belongs to its kind while it is open', () => {
    const scores = { type: 'RecordScores', ...at('s1'), scores: [] } as const;
    spec(opened()).when(scores).thenRejected({ code: 'session-of-another-kind', kind: 'first-audit' });
    spec().when(scores).thenRejected({ code: 'session-unknown' });
    const closed: ReviewEvent = { type: 'SessionClosed', ...at('s1'), results: [], by: 'desk' };
    spec(opened(), closed).when(scores).thenRejected({ code: 'session-closed' });
  });

  it('domain-rules 44: names everybody on a list who lacks a step, and whom its author is recused from', () => {
    const check = { type: 'CheckReviewed', round, nominations: ['n1', 'n2'] } as const;
    const ballot: ReviewEvent = {
      ...{ type: 'SessionClosed', ...at('s1'), by: 'desk' },
      results: [{ nomination: 'n1', outcome: 'passed' }],
    };
    spec()
      .when(check)
      .thenRejected({
        code: 'steps-missing',
        missing: ['n1', 'n2'].map((nomination) => ({ nomination, step: 'first-audit' as const })),
      });
    spec(...audited(), polling(), ballot)
      .when(check)
      .thenRejected({ code: 'steps-missing', missing: [{ nomination: 'n2', step: 'ballot' }] });
    const came = { ...check, nominations: ['n1'] } as const;
    spec(...audited(), polling(), ballot)
      .when(came)
      .then();
    const facts = { actor: 'm2', given: givenFor({ said: [back('m2', 'n1'), back('m3', 'n2')] }) };
    spec(...audited(), polling(), ballot)
      .when(came, facts)
      .thenRejected({ code: 'recused-from-list', account: 'm2', nominations: ['n1'] });
    spec(...audited(), polling(), ballot)
      .when(came, { ...facts, actor: 'm3' })
      .then();
  });
});
