import { nobodyKnown, type EligibilityFacts, type Held } from './rules.facts';
import { CLAUSES, type Clause } from './rules.kinds';
import { askedOf, countedUnder, ineligibilities, loadEligibility, type EligibilityDocument } from './rules';

const medal = 'national_medal';
const base: EligibilityFacts = {
  award: medal,
  family: 'may_day',
  receiver: 'person',
  year: 2026,
  on: '2026-02-01',
  nominee: nobodyKnown,
  unit: nobodyKnown,
  held: [],
  materials: new Set(),
};
const held = (on: string, over: Partial<Held> = {}): Held => ({
  ...{ award: medal, family: 'may_day', level: 'national', decision: '总工发〔2019〕5号' },
  on,
  ...over,
});
const of = (...said: readonly (readonly [string, string, string?])[]) => ({
  ...nobodyKnown,
  attributes: said.map(([attribute, value, from]) => ({ attribute, value, ...(from === undefined ? {} : { from }) })),
});
type Stated = { readonly bar: string; readonly on?: string; readonly cleared?: string };
const barred = (...bars: readonly Stated[]) => ({ ...nobodyKnown, bars });

type Drafted = Clause extends infer C ? (C extends Clause ? Omit<C, 'id' | 'title'> : never) : never;
const loaded = (clauses: readonly object[], over: object = {}): EligibilityDocument => {
  const told = loadEligibility({ referenceDay: '2026-05-01', clauses, ...over });
  if (!told.ok) throw new Error(JSON.stringify(told.problems));
  return told.document;
};
const document = (clause: Drafted, over: object = {}) => loaded([{ id: 'c1', title: '条款', ...clause }], over);
/** `against` or `unknown` for each reason there is. */
const told = (clause: Drafted, facts: Partial<EligibilityFacts>, over: object = {}) =>
  ineligibilities(document(clause, over), { ...base, ...facts }).map(({ status }) => status);
const no = ['against'];
const ask = ['unknown'];

/** One example of each kind, in the order of the vocabulary; a kind without one fails the last test. */
const seen = new Set<string>();
const clause = <C extends Drafted>(drafted: C): C => {
  seen.add(drafted.kind);
  return drafted;
};

describe('clauses of eligibility', () => {
  it('domain-rules 1: a medal is for a person, a pioneer team needs the unit it belongs to', () => {
    const person = clause({ kind: 'receiver', oneOfReceivers: ['person'] });
    expect(told(person, { receiver: 'unit' })).toEqual(no);
    expect(told(person, { receiver: 'person' })).toEqual([]);
    const team = clause({ kind: 'receiver', oneOfReceivers: ['team'], parentUnit: true });
    const { unit: _unit, ...alone } = { ...base, receiver: 'team' as const };
    expect(ineligibilities(document(team), alone)).toMatchObject([{ status: 'unknown', fact: 'unit' }]);
    expect(told(team, { receiver: 'team' })).toEqual([]);
  });

  it('domain-rules 2: a nominee of German nationality is rejected, and one whose nationality nobody states is asked for it', () => {
    const chinese = clause({ kind: 'attribute', of: 'nominee', attribute: 'nationality', oneOf: ['CN'] });
    expect(told(chinese, { nominee: of(['nationality', 'DE']) })).toEqual(no);
    expect(told(chinese, { nominee: of(['nationality', 'CN']) })).toEqual([]);
    expect(told(chinese, {})).toEqual(ask);
    // The word of the day counts, not the last one written down.
    const changed = of(['nationality', 'DE', '2020-01-01'], ['nationality', 'CN', '2026-02-01']);
    expect(told(chinese, { nominee: changed })).toEqual([]);
    expect(told(chinese, { nominee: changed, on: '2026-01-31' })).toEqual(no);
    const listed = clause({ kind: 'attribute', of: 'unit', attribute: 'credit', noneOf: ['listed'] });
    expect(told(listed, { unit: of(['credit', 'listed']) })).toEqual(no);
    expect(told(listed, { unit: of(['credit', 'clean']) })).toEqual([]);
  });

  it('domain-rules 3: a holder of 2019 is rejected in 2026, and accepted with new deeds where the rules allow it', () => {
    const never = clause({ kind: 'no-repeat', scope: 'award' });
    expect(told(never, { held: [held('2019-04-26')] })).toEqual(no);
    expect(told(never, { held: [held('2019-04-26', { award: 'other' })] })).toEqual([]);
    expect(told({ ...never, scope: 'family' }, { held: [held('2019-04-26', { award: 'other' })] })).toEqual(no);
    const henan = clause({ kind: 'no-repeat', scope: 'award', newContribution: 'new_deeds' });
    expect(told(henan, { held: [held('2019-04-26')] })).toEqual(no);
    expect(told(henan, { held: [held('2019-04-26')], materials: new Set(['new_deeds']) })).toEqual([]);
  });

  it('domain-rules 3, 121: no clause on earlier honours is passed by who was nominated without an ID number', () => {
    const drafted: readonly Drafted[] = [
      { kind: 'no-repeat', scope: 'award' },
      { kind: 'repeat-interval', scope: 'award', years: 5 },
      { kind: 'same-year', levels: ['province'] },
      { kind: 'base-honour', level: 'city' },
      { kind: 'base-honour', level: 'city', withinYears: 3 },
    ];
    for (const one of drafted) {
      expect(ineligibilities(document(one), { ...base, unidentified: true })).toMatchObject([
        { status: 'unknown', fact: 'nominee.idNumber', zh: expect.stringContaining('身份证号') as string },
      ]);
    }
    const [never] = drafted as [Drafted];
    expect(told(never, { unidentified: true, held: [held('2019-04-26')] })).toEqual(no);
    const welcome = { kind: 'no-repeat', scope: 'award', newContribution: 'new_deeds' } as const;
    expect(told(welcome, { unidentified: true, materials: new Set(['new_deeds']) })).toEqual([]);
  });

  it('domain-rules 4: won in 2019, rejected in 2023 and accepted in 2024 after five years', () => {
    const five = clause({ kind: 'repeat-interval', scope: 'award', years: 5 });
    expect(told(five, { held: [held('2019-12-31')], year: 2023 })).toEqual(no);
    expect(told(five, { held: [held('2019-12-31')], year: 2024 })).toEqual([]);
  });

  it('domain-rules 5: city is below the honour a national medal builds on, province is not', () => {
    const province = clause({ kind: 'base-honour', level: 'province' });
    expect(told(province, { held: [held('2020-04-28', { level: 'city' })] })).toEqual(no);
    expect(told(province, { held: [held('2020-04-28', { level: 'province' })] })).toEqual([]);
    expect(told(province, { held: [held('2020-04-28', { level: 'national' })] })).toEqual([]);
    expect(told(province, {})).toEqual(no);
  });

  it('domain-rules 6: an honour of 2021-05-01 is recent on 2024-04-30 and no longer on 2024-05-02', () => {
    const recent = clause({ kind: 'base-honour', level: 'city', withinYears: 3 });
    const facts = { held: [held('2021-05-01', { level: 'city' })] };
    expect(told(recent, facts, { referenceDay: '2024-04-30' })).toEqual([]);
    expect(told(recent, facts, { referenceDay: '2024-05-01' })).toEqual([]);
    expect(told(recent, facts, { referenceDay: '2024-05-02' })).toEqual(no);
  });

  it('domain-rules 7: an accident of 2023-06-10 bars to 2026-06-10, or to the day before where the rules say so', () => {
    const accident = clause({ kind: 'bar-years', of: 'unit', bars: ['accident'], years: 3, lastDay: 'included' });
    const unit = barred({ bar: 'accident', on: '2023-06-10' });
    expect(told(accident, { unit, on: '2026-06-10' })).toEqual(no);
    expect(told(accident, { unit, on: '2026-06-11' })).toEqual([]);
    expect(told({ ...accident, lastDay: 'excluded' }, { unit, on: '2026-06-10' })).toEqual([]);
    expect(told({ ...accident, lastDay: 'excluded' }, { unit, on: '2026-06-09' })).toEqual(no);
    expect(told(accident, { unit: barred({ bar: 'accident', on: '2024-02-29' }), on: '2027-02-28' })).toEqual(no);
    expect(told(accident, { unit: barred({ bar: 'accident', on: '2024-02-29' }), on: '2027-03-01' })).toEqual([]);
    expect(told(accident, { unit: nobodyKnown })).toEqual(ask);
    expect(told(accident, { unit: barred({ bar: 'accident' }) })).toEqual([]);
  });

  it('domain-rules 8: one of the bars blocks the year it stands in, and the next is free once it is cleared', () => {
    const bars = ['arrears', 'insurance', 'no_union', 'no_congress', 'energy', 'pollution'];
    const yearly = clause({ kind: 'bar-this-year', of: 'unit', bars });
    const known = (...found: readonly Stated[]) => ({ ...barred(...found), barsKnown: true });
    expect(told(yearly, { unit: known() })).toEqual([]);
    for (const bar of bars) expect(told(yearly, { unit: known({ bar, on: '2026-01-10' }) })).toEqual(no);
    const cleared = known({ bar: 'arrears', on: '2025-11-01', cleared: '2025-12-31' });
    expect(told(yearly, { unit: cleared, year: 2025 })).toEqual(no);
    expect(told(yearly, { unit: cleared, year: 2026 })).toEqual([]);
    expect(told(yearly, { unit: known({ bar: 'arrears', on: '2025-11-01' }), year: 2026 })).toEqual(no);
    expect(told(yearly, { unit: known({ bar: 'arrears', on: '2026-01-10', cleared: '2026-01-20' }) })).toEqual(no);
    expect(told(yearly, { unit: barred({ bar: 'arrears' }) })).toEqual(bars.slice(1).map(() => 'unknown'));
  });

  it('domain-rules 9: a unit without a labour competition in 2016 is not nominated in 2017', () => {
    const rule = clause({
      ...{ kind: 'competition-last-year', of: 'unit', attribute: 'competition', oneOf: ['held'] },
    } as const);
    const facts = (unit: EligibilityFacts['nominee']) => ({ unit, year: 2017, on: '2017-03-01' });
    expect(told(rule, facts(of(['competition', 'none', '2016-12-31'])))).toEqual(no);
    expect(told(rule, facts(of(['competition', 'held', '2016-06-01'])))).toEqual([]);
    // An earlier year says nothing of the last one.
    expect(told(rule, facts(of(['competition', 'held', '2015-06-01'])))).toEqual(ask);
    expect(told(rule, facts(of(['competition', 'held'])))).toEqual(ask);
  });

  it('domain-rules 10: a cadre of 副厅级 is rejected, one of 县处级 counts under the cap', () => {
    const limit = clause({
      ...{ kind: 'rank-limit', of: 'nominee', attribute: 'cadreRank', below: '副厅级', countedFrom: '县处级' },
      ranks: ['无', '乡科级', '县处级', '副厅级', '正厅级'],
    } as const);
    const nominee = (rank: string) => ({ nominee: of(['cadreRank', rank]) });
    const counted = (rank: string) => countedUnder(document(limit), { ...base, ...nominee(rank) });
    expect(told(limit, nominee('副厅级'))).toEqual(no);
    expect(told(limit, nominee('正厅级'))).toEqual(no);
    expect(told(limit, nominee('县处级'))).toEqual([]);
    expect(counted('县处级')).toEqual(['县处级']);
    expect(counted('乡科级')).toEqual([]);
    expect(told(limit, nominee('处长'))).toEqual(ask);
    expect(told(limit, {})).toEqual(ask);
  });

  it('domain-rules 11: a hospital nurse is an advanced worker, not a model worker', () => {
    const titles = clause({
      ...{ kind: 'title-by-employer', of: 'unit', attribute: 'unitKind' },
      titles: [
        { award: 'model_worker', employers: ['enterprise', 'farm'] },
        { award: 'advanced_worker', employers: ['institution', 'organ'] },
      ],
    } as const);
    const nurse = { unit: of(['unitKind', 'institution']) };
    expect(told(titles, { ...nurse, award: 'model_worker' })).toEqual(no);
    expect(told(titles, { ...nurse, award: 'advanced_worker' })).toEqual([]);
    expect(told(titles, { unit: of(['unitKind', 'farm']), award: 'advanced_worker' })).toEqual(no);
    expect(told(titles, { unit: of(['unitKind', 'club']), award: 'model_worker' })).toEqual(no);
    expect(told(titles, { award: 'model_worker' })).toEqual(ask);
  });

  it('domain-rules 129: fraud found in the round of 2023 bars the next round and not the one after', () => {
    const fraud = clause({ kind: 'fraud-bar', of: 'unit', bars: ['fraud'], rounds: 1 });
    const unit = barred({ bar: 'fraud', on: '2023-04-10' });
    // 2025 has no round: the next one is that of 2024, or 2026 where 2024 is skipped too.
    expect(told(fraud, { unit, year: 2024 }, { earlierRounds: [2022, 2023] })).toEqual(no);
    expect(told(fraud, { unit, year: 2026 }, { earlierRounds: [2022, 2023] })).toEqual(no);
    expect(told(fraud, { unit, year: 2026 }, { earlierRounds: [2022, 2023, 2024] })).toEqual([]);
    expect(told(fraud, { unit: barred({ bar: 'fraud' }) }, { earlierRounds: [] })).toEqual([]);
    expect(told(fraud, {}, { earlierRounds: [] })).toEqual(ask);
    const lifted = barred({ bar: 'fraud', on: '2023-04-10', cleared: '2023-09-01' });
    expect(told(fraud, { unit: lifted, year: 2024 }, { earlierRounds: [2023] })).toEqual([]);
  });

  it('gives one honour of a level a year', () => {
    const once = clause({ kind: 'same-year', levels: ['province', 'national'] });
    const city = held('2026-01-05', { level: 'city', award: 'other' });
    expect(told(once, { held: [city] })).toEqual([]);
    expect(told(once, { held: [{ ...city, level: 'province' }] })).toEqual(no);
    expect(told(once, { held: [{ ...city, level: 'province', on: '2025-12-31' }] })).toEqual([]);
  });

  it('domain-rules 4: counts an honour in the year of its day or of its round, as the clause says', () => {
    // A round of 2025 that was decided after New Year.
    const late = { held: [held('2026-01-05', { level: 'province', roundYear: 2025 })] };
    const once = { kind: 'same-year', levels: ['province'] } as const;
    expect(told(once, late)).toEqual(no);
    expect(told({ ...once, countedBy: 'conferral' }, late)).toEqual(no);
    expect(told({ ...once, countedBy: 'round' }, late)).toEqual([]);
    expect(told({ ...once, countedBy: 'round' }, { ...late, year: 2025 })).toEqual(no);
    const apart = { kind: 'repeat-interval', scope: 'award', years: 5 } as const;
    const inYear = (year: number, over: object) => told({ ...apart, ...over }, { ...late, year });
    expect([inYear(2030, {}), inYear(2030, { countedBy: 'round' }), inYear(2029, { countedBy: 'round' })]).toEqual([
      no,
      [],
      no,
    ]);
    // One from before this system kept the roll has its day alone.
    const early = { held: [held('2026-01-05', { level: 'province' })] };
    expect(told({ ...once, countedBy: 'round' }, early)).toEqual(no);
  });

  it('has an example of every kind', () => expect([...seen].sort()).toEqual(Object.keys(CLAUSES).sort()));
});

describe('eligibility', () => {
  const nationality = {
    id: 'cn',
    title: '国籍',
    kind: 'attribute',
    of: 'nominee',
    attribute: 'nationality',
    oneOf: ['CN'],
  };
  const accident = {
    ...{
      id: 'accident',
      title: '安全',
      kind: 'bar-years',
      of: 'unit',
      bars: ['accident'],
      years: 3,
      lastDay: 'included',
    },
  };
  const honour = { id: 'honour', title: '荣誉基础', kind: 'base-honour', level: 'province' };

  it('tells every reason at once, by clause, with the fact it rests on, in both languages', () => {
    const facts = {
      ...base,
      nominee: of(['nationality', 'DE']),
      unit: barred({ bar: 'accident', on: '2025-01-02' }, { bar: 'accident', on: '2025-03-04' }),
    };
    const found = ineligibilities(loaded([nationality, accident, honour]), facts);
    expect(found.map(({ clause: id, fact }) => [id, fact])).toEqual([
      ['cn', 'nominee.nationality=DE'],
      ['accident', 'unit.accident 2025-01-02'],
      ['accident', 'unit.accident 2025-03-04'],
      ['honour', 'held=none'],
    ]);
    for (const { zh, en } of found)
      expect([zh, en]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.any(String)]);
  });

  it('holds a clause against its own awards and kinds of receivers only', () => {
    const limited = { ...nationality, awards: [medal], receivers: ['person'] };
    expect(ineligibilities(loaded([limited]), base)).toHaveLength(1);
    expect(ineligibilities(loaded([limited]), { ...base, award: 'other' })).toEqual([]);
    expect(ineligibilities(loaded([limited]), { ...base, receiver: 'team' })).toEqual([]);
  });

  it('asks for no more than its clauses need', () => {
    const document = loaded([nationality, accident, { ...accident, id: 'again' }]);
    expect(askedOf(document, 'nominee')).toEqual({ attributes: ['nationality'], bars: [] });
    expect(askedOf(document, 'unit')).toEqual({ attributes: [], bars: ['accident'] });
  });

  it('refuses a clause with a setting of another kind, without one of its own, or of an unknown kind', () => {
    const problems = (clauses: readonly object[], over: object = {}) => {
      const answer = loadEligibility({ referenceDay: '2026-05-01', clauses, ...over });
      return answer.ok ? [] : answer.problems.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    const { level: _level, ...levelless } = honour;
    expect(problems([{ ...nationality, years: 3 }, levelless])).toEqual([
      '/clauses/0/years field-unknown',
      '/clauses/1 field-missing',
    ]);
    expect(problems([{ ...honour, kind: 'luck' }])).toEqual(['/clauses/0/kind not-allowed']);
    const { oneOf: _oneOf, ...neither } = nationality;
    expect(problems([honour, honour, neither], { referenceDay: '2026-02-30' })).toEqual([
      '/referenceDay no-such-day',
      '/clauses/1/id id-repeated',
      '/clauses/2 one-of-two',
    ]);
    const rank = {
      id: 'r',
      title: '级别',
      kind: 'rank-limit',
      of: 'nominee',
      attribute: 'cadreRank',
      ranks: ['a'],
      below: 'b',
    };
    const twice = [
      { award: 'a', employers: ['organ'] },
      { award: 'b', employers: ['organ'] },
    ];
    const titles = {
      id: 't',
      title: '称号',
      kind: 'title-by-employer',
      of: 'unit',
      attribute: 'unitKind',
      titles: twice,
    };
    const fraud = { id: 'f', title: '弄虚作假', kind: 'fraud-bar', of: 'unit', bars: ['fraud'], rounds: 1 };
    expect(problems([rank, titles, fraud])).toEqual([
      '/clauses/0 rank-unknown',
      '/clauses/1 id-repeated',
      '/clauses/2 field-missing',
    ]);
  });
});
