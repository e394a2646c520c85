import { specFor } from '@xf/es/testing';
import type { Contest } from '../terms';
import { open, plan, turningRules } from '../testing/examples';
import { competition } from './decide';
import type { CompetitionEvent } from './events';
import { hashRuleDocument } from './rules';

const given = specFor(competition);
const { type: _type, ...content } = plan();
const planned: CompetitionEvent = { type: 'CompetitionPlanned', ...content };
const hash = hashRuleDocument(turningRules);
const opened: CompetitionEvent = {
  type: 'CompetitionOpened',
  competition: 'skills2026',
  rules: [{ contest: 'turning', hash, document: turningRules }],
};
const at = { competition: 'skills2026', contest: 'turning' };
const frozen: CompetitionEvent = { type: 'ScoresFrozen', ...at };
const published: CompetitionEvent = {
  type: 'ResultsPublished',
  ...at,
  version: 1,
  digest: 'd',
  rounds: ['medals2026'],
};

describe('planning', () => {
  it('records the plan', () => given().when(plan()).then(planned));
  it('replaces the plan before opening', () => {
    given(planned)
      .when(plan({ name: '新名' }))
      .then({ ...planned, type: 'CompetitionReplanned', name: '新名' });
  });
  it('refuses another plan once open', () =>
    given(planned, opened).when(plan()).thenRejected({ code: 'competition-open' }));
  it('refuses another organisation taking the id over', () => {
    given(planned)
      .when(plan({ organization: 'd2' }))
      .thenRejected({ code: 'competition-exists' });
  });
  it('refuses a plan without contests', () =>
    given()
      .when(plan({ contests: [] }))
      .thenRejected({ code: 'contests-missing' }));
  it('refuses a contest named twice', () => {
    const { contests } = plan();
    given()
      .when(plan({ contests: [...contests, ...contests] }))
      .thenRejected({ code: 'contest-repeated', contest: 'turning' });
  });
  it('domain-rules 56, 96: takes entries and marks from contests of the plan or of other competitions, never from itself', () => {
    const [turning] = plan().contests;
    const final = { ...turning!, contest: 'final' };
    const elsewhere = { competition: 'district1', contest: 'turning' };
    const takes = [{ contest: 'turning', criterion: 'theory', slot: '1' }];
    const good = { ...plan(), contests: [turning!, { ...final, from: [{ contest: 'turning' }, elsewhere], takes }] };
    const { type: _planned, ...fields } = good;
    given()
      .when(good)
      .then({ type: 'CompetitionPlanned', ...fields });
    for (const source of ['final', 'nowhere']) {
      for (const wrong of [{ from: [{ contest: source }] }, { takes: [{ ...takes[0]!, contest: source }] }]) {
        given()
          .when({ ...plan(), contests: [turning!, { ...final, ...wrong }] })
          .thenRejected({ code: 'source-unknown', contest: 'final', source });
      }
    }
  });
  it('domain-rules 96: takes no two totals into one place', () => {
    const [turning] = plan().contests;
    const [jan, feb] = ['jan', 'feb'].map((contest) => ({
      contest,
      competition: 'months',
      criterion: 'theory',
      slot: '1',
    }));
    const planOf = (slot: string) => plan({ contests: [{ ...turning!, takes: [jan!, { ...feb!, slot }] }] });
    const { type: _planned, ...fields } = planOf('2');
    given()
      .when(planOf('2'))
      .then({ type: 'CompetitionPlanned', ...fields });
    given()
      .when(planOf('1'))
      .thenRejected({
        code: 'take-repeated',
        ...{ contest: 'turning', criterion: 'theory', slot: '1', sources: ['jan', 'feb'] },
      });
  });
  it('domain-rules 53, 56: refuses stages that nobody who advances could enter, all at once', () => {
    const [turning] = plan().contests;
    const from = [{ contest: 'turning' }, { competition: 'district1', contest: 'turning' }];
    const next = (contest: string, over: Partial<Contest>): Contest => ({ ...turning!, contest, from, ...over });
    const old = { group: 'old', name: '旧组' };
    const refused = (...contests: readonly Contest[]) => {
      const decision = competition.decide(plan({ contests: [turning!, ...contests] }), competition.initial, {
        ...{ now: 0, actor: 'a', given: undefined },
      });
      if (!('rejected' in decision)) return [];
      if (decision.rejected.code !== 'plan-misfit') throw new Error(decision.rejected.code);
      return decision.rejected.problems.map(({ code, pointer }) => `${code} ${pointer}`);
    };
    expect(refused(next('a', { receiver: 'team' }), next('b', { groups: [old] }))).toEqual([
      'from-receiver /contests/1/from/0',
      'from-groups /contests/2/from/0',
    ]);
    expect(refused(next('a', { groups: [] }), next('b', { groups: [old, turning!.groups[0]!] }))).toEqual([]);
    const plain = next('a', { groups: [] });
    expect(refused(plain, next('b', { from: [{ contest: 'a' }] }))).toEqual(['from-groups /contests/2/from/0']);
  });
  it('refuses a group named twice', () => {
    const groups = [
      { group: 'town', name: 'a' },
      { group: 'town', name: 'b' },
    ];
    const contests = plan().contests.map((contest) => ({ ...contest, groups }));
    given().when(plan({ contests })).thenRejected({ code: 'group-repeated', contest: 'turning', group: 'town' });
  });
});

describe('opening', () => {
  it('pins the rule document with its hash', () => given(planned).when(open()).then(opened));
  const misfit = (boards: object, over: Partial<Contest> = {}) => {
    const contests = plan().contests.map((contest) => ({ ...contest, ...over }));
    const decision = competition.decide(
      open({ ...turningRules, boards }),
      competition.evolve(competition.initial, { ...planned, contests }, 0),
      { now: 0, actor: 'a', given: undefined },
    );
    if (!('rejected' in decision)) return [];
    if (decision.rejected.code !== 'rules-refused') throw new Error(decision.rejected.code);
    return decision.rejected.problems.map(({ code, pointer }) => `${code} ${pointer}`);
  };
  it('domain-rules 53: refuses rules that give no board, or boards of groups that the plan lacks', () => {
    expect(misfit({ groups: false, overall: false })).toEqual(['board-missing /boards']);
    expect(misfit({ groups: true, overall: { groups: ['zzz', 'town'] } })).toEqual([
      'unknown-group /boards/overall/groups/0',
    ]);
    expect(misfit({ groups: true, overall: false }, { groups: [] })).toEqual(['board-missing /boards']);
    expect(misfit({ groups: true, overall: false })).toEqual([]);
    expect(misfit({ groups: false, overall: { groups: ['town'] } })).toEqual([]);
  });
  it('domain-rules 96: refuses rules without a place for marks that the plan takes from elsewhere', () => {
    const take = { competition: 'months', contest: 'jan', slot: '1' };
    const takes = [
      { ...take, criterion: 'theory' },
      { ...take, criterion: 'm9' },
    ];
    expect(misfit({ groups: true, overall: true }, { takes })).toEqual(['take-unknown /values']);
    const two = [takes[0]!, { ...takes[0]!, contest: 'feb', slot: '2' }];
    expect(misfit({ groups: true, overall: true }, { takes: two })).toEqual(['take-slots /values/0/marks/slots']);
    const practice = two.map((one) => ({ ...one, criterion: 'practice' }));
    expect(misfit({ groups: true, overall: true }, { takes: practice })).toEqual([]);
  });
  it('refuses what was never planned', () => given().when(open()).thenRejected({ code: 'competition-unknown' }));
  it('refuses to open twice', () => given(planned, opened).when(open()).thenRejected({ code: 'competition-open' }));
  it('refuses rules for a contest outside the plan', () => {
    const rules = [{ contest: 'welding', document: turningRules }];
    given(planned)
      .when({ ...open(), rules })
      .thenRejected({ code: 'contest-unknown', contest: 'welding' });
  });
  it('refuses two documents for one contest', () => {
    const [rules] = open().rules;
    given(planned)
      .when({ ...open(), rules: [rules!, rules!] })
      .thenRejected({ code: 'contest-repeated', contest: 'turning' });
  });
  it('refuses a contest without rules', () => {
    given(planned)
      .when({ ...open(), rules: [] })
      .thenRejected({ code: 'rules-missing', contest: 'turning' });
  });
  it('domain-rules 60: refuses a document whose weights do not add up, and names the place', () => {
    const weightedMean = [
      { value: 'theory', weight: '30' },
      { value: 'practice', weight: '65' },
    ];
    const values = turningRules.values.map((value) => (value.id === 'total' ? { ...value, weightedMean } : value));
    const state = [planned].reduce((s, event) => competition.evolve(s, event, 0), competition.initial);
    const decision = competition.decide(open({ ...turningRules, values }), state, {
      now: 0,
      actor: 'a',
      given: undefined,
    });
    expect(decision).toMatchObject({ rejected: { code: 'rules-refused', contest: 'turning' } });
    expect(JSON.stringify(decision)).toContain('/values/2/weightedMean');
  });
});

describe('freezing and publishing', () => {
  const publish = { type: 'PublishResults' as const, ...at, digest: 'd' };
  it('freezes', () =>
    given(planned, opened)
      .when({ type: 'FreezeScores', ...at })
      .then(frozen));
  it('a second freeze adds nothing', () =>
    given(planned, opened, frozen)
      .when({ type: 'FreezeScores', ...at })
      .then());
  it('refuses to freeze before opening', () =>
    given(planned)
      .when({ type: 'FreezeScores', ...at })
      .thenRejected({ code: 'competition-not-open' }));
  it('refuses an unknown contest', () => {
    given(planned, opened)
      .when({ type: 'FreezeScores', ...at, contest: 'x' })
      .thenRejected({ code: 'contest-unknown', contest: 'x' });
  });
  it('publishes frozen results and names the rounds that take nominees', () =>
    given(planned, opened, frozen).when(publish).then(published));
  it('refuses to publish what is not frozen', () =>
    given(planned, opened).when(publish).thenRejected({ code: 'scores-not-frozen' }));
  it('publishes again only with a reason, as a new version', () => {
    given(planned, opened, frozen, published).when(publish).thenRejected({ code: 'reason-missing' });
    given(planned, opened, frozen, published)
      .when({ ...publish, reason: '更正' })
      .then({ ...published, version: 2, reason: '更正' });
  });
});

describe('what is in the way of settled results', () => {
  const rulesWith = (process: object) => ({ ...turningRules, process });
  const openedWith = (process: object): CompetitionEvent => {
    const document = rulesWith(process);
    return {
      ...opened,
      rules: [{ contest: 'turning', hash: hashRuleDocument(document), document }],
    };
  };
  const freeze = { type: 'FreezeScores', ...at } as const;
  const publish = { type: 'PublishResults', ...at, digest: 'd' } as const;

  it('domain-rules 65, 81: entries to be marked again hold up the freeze and the publication', () => {
    const held = { held: ['A001', 'A007'] };
    const rejection = { code: 'remark-open', entries: held.held } as const;
    given(planned, opened)
      .when({ ...freeze, ...held })
      .thenRejected(rejection);
    given(planned, opened, frozen)
      .when({ ...publish, ...held })
      .thenRejected(rejection);
    given(planned, opened, frozen)
      .when({ ...freeze, ...held })
      .then();
  });
  it('domain-rules 81: sheets that were typed and do not count yet hold up the freeze', () => {
    given(planned, opened)
      .when({ ...freeze, sheets: ['P-1', 'P-7'] })
      .thenRejected({ code: 'sheets-open', sheets: ['P-1', 'P-7'] });
    given(planned, opened, frozen)
      .when({ ...freeze, sheets: ['P-1'] })
      .then();
  });
  it.each(['cancel', 'merge'] as const)(
    'domain-rules 51: 28 entrants where 30 are needed and the rule is: %s',
    (otherwise) => {
      const few = openedWith({ minimumEntrants: { count: 30, otherwise } });
      const rejection = { code: 'entrants-too-few', entered: 28, needed: 30, otherwise } as const;
      given(planned, few)
        .when({ ...freeze, entered: 28 })
        .thenRejected(rejection);
      given(planned, few, frozen)
        .when({ ...publish, entered: 28 })
        .thenRejected(rejection);
      given(planned, few)
        .when({ ...freeze, entered: 30 })
        .then(frozen);
    },
  );
  it('domain-rules 51: 28 entrants have results without awards where the rule is that', () => {
    given(planned, openedWith({ minimumEntrants: { count: 30, otherwise: 'no-awards' } }))
      .when({ ...freeze, entered: 28 })
      .then(frozen);
  });
});

describe('the end of a contest that too few have entered', () => {
  const [contest] = plan().contests;
  const both: CompetitionEvent = {
    ...planned,
    contests: [contest!, { ...contest!, contest: 'milling' }, { ...contest!, contest: 'crews', receiver: 'team' }],
  };
  const openedAs = (otherwise: 'cancel' | 'merge' | 'no-awards'): CompetitionEvent => {
    const document = { ...turningRules, process: { minimumEntrants: { count: 30, otherwise } } };
    const rules = ['turning', 'milling', 'crews'].map((id) => ({ contest: id, hash: otherwise, document }));
    return { type: 'CompetitionOpened', competition: 'skills2026', rules };
  };
  const reason = '报名不足';
  const cancel = { type: 'CancelContest', ...at, entered: 28, reason } as const;
  const merge = { type: 'MergeContest', ...at, into: 'milling', entered: 28, drawn: false, reason } as const;
  const ending = { ...at, entered: 28, needed: 30, reason };
  const cancelled: CompetitionEvent = { type: 'ContestCancelled', ...ending };
  const merged: CompetitionEvent = { type: 'ContestMerged', ...ending, into: 'milling' };

  it('domain-rules 51: is the one its rules name', () => {
    given(both, openedAs('cancel')).when(cancel).then(cancelled);
    given(both, openedAs('merge')).when(merge).then(merged);
    given(both, openedAs('merge')).when(cancel).then(cancelled);
    given(both, openedAs('merge'))
      .when({ ...merge, drawn: true })
      .thenRejected({ code: 'merge-target-drawn', into: 'milling' });
    const not = { code: 'ending-not-allowed', entered: 28, needed: 30 } as const;
    given(both, openedAs('cancel')).when(merge).thenRejected(not);
    given(both, openedAs('no-awards')).when(cancel).thenRejected(not);
    given(planned, opened).when(cancel).thenRejected({ code: 'ending-not-allowed', entered: 28 });
  });
  it('domain-rules 51: is not for one that 30 have entered, nor after the freeze, nor without a reason', () => {
    const not = { code: 'ending-not-allowed', entered: 30, needed: 30 } as const;
    given(both, openedAs('cancel'))
      .when({ ...cancel, entered: 30 })
      .thenRejected(not);
    given(both, openedAs('cancel'), frozen).when(cancel).thenRejected({ code: 'scores-frozen' });
    given(both, openedAs('cancel'))
      .when({ ...cancel, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
  });
  it('domain-rules 1, 51: takes entries into another running contest for the same kind of entrants only', () => {
    for (const into of ['turning', 'crews']) {
      given(both, openedAs('merge'))
        .when({ ...merge, into })
        .thenRejected({ code: 'merge-target-unfit', into });
    }
    const elsewhere = { contest: 'milling' };
    given(both, openedAs('merge'), { ...frozen, ...elsewhere })
      .when(merge)
      .thenRejected({ code: 'merge-target-unfit', into: 'milling' });
    given(both, openedAs('merge'), { ...cancelled, ...elsewhere })
      .when(merge)
      .thenRejected({ code: 'contest-ended', ...elsewhere });
    given(both, openedAs('merge'))
      .when({ ...merge, into: 'nowhere' })
      .thenRejected({ code: 'contest-unknown', contest: 'nowhere' });
  });
  it('is the end: nothing happens in it any more', () => {
    const freeze = { type: 'FreezeScores', ...at } as const;
    given(both, openedAs('cancel'), cancelled).when(freeze).thenRejected({ code: 'contest-ended', contest: 'turning' });
    given(both, openedAs('merge'), merged)
      .when(cancel)
      .thenRejected({ code: 'contest-ended', contest: 'turning', into: 'milling' });
  });
});

describe('changing the rules of a running contest', () => {
  const document = { ...turningRules, version: 2 };
  const reason = '更正笔误';
  const revise = { type: 'ReviseRules', ...at, document, reason } as const;
  const revised: CompetitionEvent = { type: 'RulesRevised', ...at, hash: hashRuleDocument(document), document, reason };

  it('records the new document and why', () => given(planned, opened).when(revise).then(revised));
  it('ignores the same document sent twice', () => given(planned, opened, revised).when(revise).then());
  it('domain-rules 131: refuses a change without a reason, behind the freeze, or to a document with errors', () => {
    given(planned, opened)
      .when({ ...revise, reason: '' })
      .thenRejected({ code: 'reason-missing' });
    given(planned, opened, frozen).when(revise).thenRejected({ code: 'scores-frozen' });
    const wrong = competition.decide(
      { ...revise, document: { ...document, total: 'nothing' } },
      [planned, opened].reduce((state, event) => competition.evolve(state, event, 0), competition.initial),
      { now: 0, actor: 'a', given: undefined },
    );
    expect(wrong).toMatchObject({ rejected: { code: 'rules-refused', contest: 'turning' } });
    given(planned).when(revise).thenRejected({ code: 'competition-not-open' });
  });
  it('domain-rules 124: refuses other rules under the id and version that count, or an earlier one', () => {
    const edited = { ...document, title: '另一规则' };
    const stale = { code: 'version-not-newer', id: document.id, version: 2, counts: 2 } as const;
    given(planned, opened, revised)
      .when({ ...revise, document: edited })
      .thenRejected(stale);
    given(planned, opened, revised)
      .when({ ...revise, document: turningRules })
      .thenRejected({ ...stale, version: 1 });
    const renamed = { ...edited, id: 'turning-other', version: 1 };
    given(planned, opened, revised)
      .when({ ...revise, document: renamed })
      .then({ ...revised, document: renamed, hash: hashRuleDocument(renamed) });
  });
  it('domain-rules 50, 95: refuses to change what entries were taken by', () => {
    const process = { entriesPerUnit: 2, onePersonOneTeam: true };
    given(planned, opened)
      .when({ ...revise, document: { ...document, process } })
      .thenRejected({ code: 'revision-too-late', parts: ['entriesPerUnit', 'onePersonOneTeam'] });
  });
});

describe('domain-rules 56: leaving somebody out who advances', () => {
  const from = { ...{ competition: 'skills2026', contest: 'heats', entry: 'h1', board: 'overall' }, version: 1 };
  const one = (number: string, reason: string) => ({
    ...{ number, from: { ...from, entry: `h${number}`, rank: 1, total: '80.00' }, reason },
  });
  const leave = (...left: readonly ReturnType<typeof one>[]) => ({ type: 'LeaveOutAdvancing', ...at, left }) as const;
  const out = (...left: readonly ReturnType<typeof one>[]): CompetitionEvent => ({
    ...{ type: 'AdvancingLeftOut', ...at, left },
  });
  const [first, second] = [one('1', '名额已满'), one('2', '名额已满')];

  it('is recorded with the reason, once in the same words', () => {
    given(planned, opened).when(leave(first)).then(out(first));
    given(planned, opened, out(first)).when(leave(first)).then();
    given(planned, opened, out(first)).when(leave(first, second)).then(out(second));
    const otherwise = one('1', '本人放弃');
    given(planned, opened, out(first)).when(leave(otherwise)).then(out(otherwise));
  });

  it('needs a reason and a contest that goes on', () => {
    given(planned, opened)
      .when(leave(one('1', ' ')))
      .thenRejected({ code: 'reason-missing' });
    given(planned).when(leave(first)).thenRejected({ code: 'competition-not-open' });
  });
});
