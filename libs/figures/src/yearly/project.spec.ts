import fc from 'fast-check';
import { season, type Told } from '../testing/season';
import type { Figure } from '../terms';
import type { Scope } from './project';
import { figureOf, figuresOf, ownFigures } from './query';
import { evidencePage } from './query.evidence';

const tree: Readonly<Record<string, readonly string[]>> = {
  prov: ['prov'],
  city1: ['prov', 'city1'],
  city2: ['prov', 'city2'],
  east: ['prov', 'city1', 'east'],
  west: ['prov', 'city1', 'west'],
  mill: ['prov', 'city1', 'east', 'mill'],
};
const places = Object.keys(tree);

function founded() {
  const story = season();
  for (const path of Object.values(tree)) story.place(...path);
  return story;
}

const in2026 = (organization: string, series?: string) => ({ organization, year: 2026, series });

describe('figures of a year', () => {
  it('domain-rules 121: a person with two entries counts once, two of one name count twice', () => {
    const story = founded();
    story.open('a', { organization: 'east' });
    story.open('b', { organization: 'west' });
    story.enter('a', 'e1', { subject: 'p1', name: '王伟' });
    story.enter('b', 'e2', { subject: 'p1', name: '王伟' });
    story.enter('b', 'e3', { subject: 'p2', name: '王伟' });
    const view = story.view();
    expect(figuresOf(view, in2026('city1'))).toMatchObject({ competitions: 2, entries: 3, people: 2 });
    expect(figuresOf(view, in2026('east'))).toMatchObject({ competitions: 1, entries: 1, people: 1 });
    expect(figuresOf(view, in2026('city2'))).toMatchObject({ competitions: 0, entries: 0, people: 0 });
  });

  it("a team's members are people, and its unit takes part", () => {
    const story = founded();
    story.open('a', { organization: 'east' });
    const members = [{ person: 'p1' }, { person: 'p2' }];
    story.enter('a', 'e1', { kind: 'team', subject: 't1', title: '一班', unit: '纺织厂', members });
    story.enter('a', 'e2', { subject: 'p2', unit: ' 纺织厂' });
    story.enter('a', 'e3', { kind: 'unit', subject: 'u1', title: '纺织厂' });
    expect(figuresOf(story.view(), in2026('east'))).toMatchObject({ entries: 3, teams: 1, people: 2, units: 1 });
  });

  it('counts a competition in the year it was opened in Beijing, and not before it is opened', () => {
    const story = founded();
    story.open('old', { organization: 'east', year: 2025 });
    story.enter('old', 'e1');
    const plan = { competition: 'b', organization: 'east', name: 'b', level: 'city', rounds: [] };
    story.tell({ type: 'CompetitionPlanned', ...plan, contests: [] });
    const view = story.view();
    expect(figuresOf(view, in2026('east'))).toMatchObject({ competitions: 0, people: 0 });
    expect(figuresOf(view, { organization: 'east', year: 2025 })).toMatchObject({ competitions: 1, people: 1 });
    const eve = founded();
    eve.open('a', { organization: 'east' });
    const at = eve.told.findIndex(({ event }) => event.type === 'CompetitionOpened');
    eve.told[at] = { ...eve.told[at]!, validAt: Date.parse('2025-12-31T16:00:00Z') };
    expect(figureOf(eve.view(), 'competitions', in2026('east'))).toBe(1);
  });

  it('domain-rules 51: a frozen contest of too few is short, and cancelled where the rules say so', () => {
    const story = founded();
    const groups = ['x', 'y'].map((group) => ({ group, name: group }));
    const few = (otherwise: string) => ({ minimumEntrants: { count: 2, otherwise } });
    story.open('cut', { organization: 'east', process: few('cancel') });
    story.open('bare', { organization: 'east', process: few('no-awards') });
    story.open('half', { organization: 'east', process: few('cancel'), groups });
    for (const competition of ['cut', 'bare']) story.enter(competition, `${competition}1`);
    for (const entry of ['h1', 'h2']) story.enter('half', entry, { group: 'x' });
    expect(figuresOf(story.view(), in2026('east'))).toMatchObject({ contests: 3, short: 0, cancelled: 0 });
    for (const competition of ['cut', 'bare', 'half']) story.tell({ type: 'ScoresFrozen', competition, contest: 'k' });
    story.enter('cut', 'late', { unit: '迟到厂' });
    const view = story.view();
    expect(figuresOf(view, in2026('east'))).toMatchObject({ short: 3, cancelled: 1, entries: 4, units: 0, people: 4 });
    const page = evidencePage(view, 'short', in2026('east'), '*', { limit: 10 });
    expect(page.rows.find((row) => row['competition'] === 'half')?.['boards']).toEqual([
      { board: 'group:y', entered: 0, needed: 2, otherwise: 'cancel' },
    ]);
  });

  it('domain-rules 51: what was cancelled counts as cancelled, what was merged counts its entries once', () => {
    const story = founded();
    const process = { minimumEntrants: { count: 2, otherwise: 'merge' } };
    const [small, ...large] = ['1', '2', '3'].map((n) => ({ subject: `p${n}`, unit: `厂${n}` }));
    for (const competition of ['gone', 'small', 'large']) story.open(competition, { organization: 'east', process });
    story.enter('gone', 'g1', { subject: 'p9' });
    story.enter('small', 's1', small);
    for (const [n, entrant] of large.entries()) story.enter('large', `l${n}`, entrant);
    const ending = { contest: 'k', entered: 1, needed: 2, reason: '人数不足' };
    story.tell({ type: 'ContestCancelled', competition: 'gone', ...ending });
    story.tell({ type: 'ContestMerged', competition: 'small', into: 'k', ...ending });
    story.enter('large', 'k-1', { ...small, movedFrom: { contest: 'k', entry: 's1' } });
    const figures = figuresOf(story.view(), in2026('east'));
    expect(figures).toMatchObject({ contests: 3, short: 2, cancelled: 1, entries: 4, people: 4, units: 3 });
    const page = evidencePage(story.view(), 'cancelled', in2026('east'), '*', { limit: 10 });
    expect(page.rows).toMatchObject([{ competition: 'gone', boards: [{ entered: 1, needed: 2 }] }]);
  });

  it('domain-rules 51: rules that were changed say how many are enough', () => {
    const story = founded();
    story.open('few', { organization: 'east', process: { minimumEntrants: { count: 2, otherwise: 'no-awards' } } });
    story.enter('few', 'f1');
    story.tell({ type: 'ScoresFrozen', competition: 'few', contest: 'k' });
    expect(figuresOf(story.view(), in2026('east'))).toMatchObject({ short: 1 });
    const opened = story.told.find(({ event }) => event.type === 'CompetitionOpened')?.event as never;
    const [pinned] = (opened as { rules: { document: object }[] }).rules;
    const document = { ...pinned?.document, process: {} };
    story.tell({
      type: 'RulesRevised',
      competition: 'few',
      reason: '更正',
      ...pinned,
      document,
      hash: 'sha256:2',
    });
    expect(figuresOf(story.view(), in2026('east'))).toMatchObject({ short: 0 });
  });

  it('lists behind a figure only what counts in it: no late entry, no other level, year or place', () => {
    const story = founded();
    story.open('a', { organization: 'east' });
    story.open('b', { organization: 'east', level: 'city' });
    story.open('c', { organization: 'west' });
    story.open('late', { organization: 'east' });
    story.open('old', { organization: 'east', year: 2025 });
    story.tell({ type: 'ScoresFrozen', competition: 'late', contest: 'k' });
    const refs = ['a', 'b', 'c', 'late', 'old'].map((competition) => {
      story.enter(competition, `e_${competition}`, { subject: 'p1' });
      return `log-all@${story.told.length - 1}`;
    });
    const view = story.view();
    const behind = (scope: Scope) => evidencePage(view, 'people', in2026('east'), scope, { limit: 9 }).rows;
    expect(behind('*')).toEqual([{ events: refs.slice(0, 2) }]);
    expect(behind('level:city')).toEqual([{ events: refs.slice(1, 2) }]);
  });

  it('who withdrew had entered and is counted apart, until reinstated', () => {
    const story = founded();
    story.open('a', { organization: 'east' });
    story.enter('a', 'e1');
    story.enter('a', 'e2');
    const on = { competition: 'a', contest: 'k', reason: '伤病' };
    story.tell({ type: 'EntryWithdrawn', ...on, entry: 'e1' });
    story.tell({ type: 'EntryAbsent', ...on, entry: 'e2' });
    expect(figuresOf(story.view(), in2026('prov'))).toMatchObject({ people: 2, withdrawn: 2 });
    story.tell({ type: 'EntryReinstated', ...on, entry: 'e2' });
    expect(figuresOf(story.view(1), in2026('prov'))).toMatchObject({ people: 2, withdrawn: 1 });
  });

  it('domain-rules 101, 102: proposals count where their unit is, each step for itself, benefits when verified', () => {
    const story = founded();
    const document = { period: { from: '2026-01-01', to: '2027-02-28' } };
    story.tell({ type: 'CampaignOpened', campaign: 'i', organization: 'prov', hash: 'h', document });
    story.tell({ type: 'UnitJoined', campaign: 'i', unit: 'mill', name: '厂', headCount: 100 });
    story.tell({ type: 'HeadCountCorrected', campaign: 'i', unit: 'mill', from: 100, to: 120, reason: 'r' });
    const on = { campaign: 'i', unit: 'mill', kind: 's' };
    for (const proposal of ['x', 'y'])
      story.tell({
        ...{ type: 'ProposalSubmitted', ...on, proposal, number: proposal, title: proposal },
        proposers: [{ person: 'p1', name: '王' }],
      });
    story.tell({ type: 'ProposalAdopted', ...on, proposal: 'x' });
    story.tell({ type: 'ProposalImplemented', ...on, proposal: 'x', by: 'a' });
    story.tell({ type: 'BenefitClaimed', ...on, proposal: 'x', benefit: '99', by: 'a' });
    const proven = { ...on, proposal: 'x', document: 'd', by: 'b' };
    expect(figuresOf(story.view(), in2026('east')).benefit).toBe('0');
    story.tell({ type: 'BenefitVerified', ...proven, claimed: '99', benefit: '56.11' });
    story.tell({ type: 'BenefitCorrected', ...proven, from: '56.11', to: '50.2', reason: 'r' });
    story.tell({ type: 'ProposalDeclined', ...on, proposal: 'y', reason: 'r' });
    story.open('a', { organization: 'east' });
    story.enter('a', 'e1', { subject: 'p1' });
    story.enter('a', 'e2', { subject: 'p2' });
    const view = story.view();
    expect(figuresOf(view, in2026('east'))).toMatchObject({
      ...{ joined: 1, headCount: 120, proposers: 1, proposed: 2, adopted: 1, declined: 1, implemented: 1, verified: 1 },
      ...{ benefit: '50.2', people: 2, involved: 2 },
    });
    expect(figuresOf(view, in2026('west'))).toMatchObject({ joined: 0, proposed: 0, involved: 0 });
    expect(evidencePage(view, 'benefit', in2026('east'), '*', { limit: 5 }).rows).toMatchObject([
      { unit: 'mill', benefit: '50.2', events: [expect.any(String), expect.any(String)] },
    ]);
    expect(JSON.stringify(evidencePage(view, 'involved', in2026('east'), '*', { limit: 1 }))).not.toContain('p1');
  });
});

/** The same figures counted from the events one by one, without sets, rows or keys. */
function slow(told: readonly Told[], figure: Figure, organization: string, year: number, scope: Scope): number {
  const events = told.map(({ event }) => event);
  const planned = events.flatMap((one) => (one.type === 'CompetitionPlanned' ? [one] : []));
  const opened = told.flatMap(({ event, validAt }) =>
    event.type === 'CompetitionOpened' && new Date(validAt).getFullYear() === year ? [event.competition] : [],
  );
  const mine = planned.filter(
    (one) =>
      opened.includes(one.competition) &&
      (scope === 'own' ? one.organization === organization : tree[one.organization]?.includes(organization)) &&
      (!scope.startsWith('level:') || scope === `level:${one.level}`) &&
      (!scope.startsWith('series:') || scope === `series:${one.series ?? ''}`),
  );
  const ids = mine.map(({ competition }) => competition);
  const entries = events.flatMap((one, n) =>
    one.type === 'EntrySubmitted' &&
    ids.includes(one.competition) &&
    !events.slice(0, n).some((before) => before.type === 'ScoresFrozen' && before.competition === one.competition)
      ? [one]
      : [],
  );
  switch (figure) {
    case 'competitions':
      return mine.length;
    case 'contests':
      return mine.flatMap(({ contests }) => contests).length;
    case 'published':
      return new Set(
        events.flatMap((one) =>
          one.type === 'ResultsPublished' && ids.includes(one.competition) ? [one.competition] : [],
        ),
      ).size;
    case 'entries':
      return entries.length;
    case 'units':
      return new Set(entries.flatMap(({ kind, unit, title }) => (kind === 'unit' ? title : unit) ?? [])).size;
    case 'teams':
      return new Set(entries.flatMap(({ kind, subject }) => (kind === 'team' ? [subject] : []))).size;
    default:
      return new Set(
        entries.flatMap(({ kind, subject, members = [] }) => [
          ...(kind === 'person' ? [subject] : []),
          ...members.map(({ person }) => person),
        ]),
      ).size;
  }
}

const someone = fc.constantFrom('p1', 'p2', 'p3', 'p4');
const unit = fc.constantFrom(undefined, '一厂', '二厂', '三厂');
const entry = fc.record({
  competition: fc.constantFrom('c0', 'c1', 'c2', 'c3', 'c4'),
  kind: fc.constantFrom('person' as const, 'team' as const, 'unit' as const),
  subject: someone,
  unit,
  members: fc.array(someone, { maxLength: 3 }),
});
const act = fc.oneof(
  { weight: 6, arbitrary: entry.map((one) => ({ do: 'enter' as const, ...one })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('c0', 'c1', 'c2').map((competition) => ({ do: 'freeze' as const, competition })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('c0', 'c1', 'c2').map((competition) => ({ do: 'publish' as const, competition })),
  },
);
const opening = fc.record({
  organization: fc.constantFrom(...places),
  year: fc.constantFrom(2025, 2026),
  level: fc.constantFrom('city', 'district'),
  series: fc.constantFrom(undefined, 'ankang'),
});

function played(
  openings: readonly (typeof opening extends fc.Arbitrary<infer T> ? T : never)[],
  acts: readonly object[],
) {
  const story = founded();
  for (const [n, { series, ...one }] of openings.entries())
    story.open(`c${n}`, { ...one, ...(series === undefined ? {} : { series }) });
  for (const [n, one] of (acts as readonly (typeof act extends fc.Arbitrary<infer T> ? T : never)[]).entries()) {
    const { competition } = one;
    if (one.do === 'freeze') story.tell({ type: 'ScoresFrozen', competition, contest: 'k' });
    else if (one.do === 'publish') story.tell({ type: 'ResultsPublished', competition, contest: 'k' });
    else {
      const { kind, subject, members } = one;
      const team =
        kind === 'team' ? { members: [...new Set(members)].map((person) => ({ person })), title: subject } : {};
      const place = one.unit === undefined ? {} : kind === 'unit' ? { title: one.unit } : { unit: one.unit };
      const known = kind === 'person' ? subject : `${kind}-${subject}`;
      story.enter(competition, `e${n}`, { kind, subject: known, ...team, ...place });
    }
  }
  return story;
}

describe('any season', () => {
  const counted = ['competitions', 'contests', 'published', 'entries', 'units', 'teams', 'people'] as const;
  const whole = fc.tuple(
    fc.array(opening, { minLength: 5, maxLength: 5 }),
    fc.array(act, { maxLength: 40 }),
    fc.integer({ min: 1, max: 50 }),
  );

  it('has the figures a slow count of its events has, for every place, year and scope, in batches of any size', () => {
    fc.assert(
      fc.property(whole, ([openings, acts, batch]) => {
        const story = played(openings, acts);
        const view = story.view(batch);
        const scopes: readonly Scope[] = ['*', 'level:city', 'level:district', 'series:ankang'];
        for (const organization of places)
          for (const year of [2025, 2026])
            for (const scope of scopes)
              for (const figure of counted) {
                const told = figureOf(view, figure, { organization, year }, scope);
                expect([organization, year, scope, figure, told]).toEqual([
                  ...[organization, year, scope, figure],
                  slow(story.told, figure, organization, year, scope),
                ]);
              }
      }),
      { numRuns: 25 },
    );
  });

  it('competitions of an area are its own and those below it; people and units are their union; evidence is complete', () => {
    fc.assert(
      fc.property(whole, ([openings, acts]) => {
        const view = played(openings, acts).view();
        for (const organization of places) {
          const asked = in2026(organization);
          const below = places.filter((one) => tree[one]?.[tree[one].length - 2] === organization);
          const sum = (figure: 'competitions' | 'contests' | 'people' | 'units') =>
            below.reduce((all, one) => all + Number(figureOf(view, figure, in2026(one))), 0);
          const own = ownFigures(view, asked);
          const all = figuresOf(view, asked);
          expect(all.competitions).toBe(own.competitions + sum('competitions'));
          expect(all.contests).toBe(own.contests + sum('contests'));
          for (const figure of ['people', 'units'] as const) {
            for (const one of below)
              expect(all[figure]).toBeGreaterThanOrEqual(Number(figureOf(view, figure, in2026(one))));
            if (own.competitions === 0) expect(all[figure]).toBeLessThanOrEqual(sum(figure));
          }
          for (const figure of ['competitions', 'contests', 'people', 'units', 'teams'] as const) {
            const found = [];
            for (let after; ;) {
              const page = evidencePage(view, figure, asked, '*', { after, limit: 2 });
              found.push(...page.rows);
              if (page.next === undefined) break;
              after = page.next;
            }
            expect(found).toHaveLength(all[figure]);
            for (const one of found) expect(one.events.length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
