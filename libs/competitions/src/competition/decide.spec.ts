import { specFor } from '@xf/es/testing';
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
