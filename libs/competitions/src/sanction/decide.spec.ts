import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { entry } from '../entry/decide';
import type { EntryEvent } from '../entry/events';
import { hashRuleDocument } from '../competition/rules';
import { plan, turningRules } from '../testing/examples';
import type { RecordSanction } from './command';
import { sanction } from './decide';
import type { SanctionEvent } from './events';
import { lifting, signing } from './shell.items';

const C = 'skills2026';
const on = { competition: C, contest: 'turning' };
const faults = {
  ...{ id: 'faults', name: '违规扣分', role: 'component' },
  marks: {
    kind: 'deduction',
    range: { min: '0', max: '10' },
    combine: { by: 'sum' },
    slots: { min: 0, max: 9 },
    missing: 'zero',
  },
};
const document = {
  ...turningRules,
  values: [
    ...turningRules.values.slice(0, 2),
    faults,
    { ...turningRules.values[2], steps: [{ minus: { value: 'faults' } }] },
  ],
  process: {
    sanctions: [
      { id: 'warning', name: '警告', effect: 'warning' },
      { id: 'points', name: '扣分', effect: 'deduct' },
      { id: 'zero', name: '记零分', effect: 'zero' },
      { id: 'out', name: '取消资格', effect: 'disqualify' },
    ],
  },
};
const { type: _type, ...planned } = plan();
const opened: readonly CompetitionEvent[] = [
  { type: 'CompetitionPlanned', ...planned },
  {
    type: 'CompetitionOpened',
    competition: C,
    rules: [{ contest: 'turning', hash: hashRuleDocument(document), document }],
  },
];
const held: CompetitionState = opened.reduce(
  (state, event) => competition.evolve(state, event, 0),
  competition.initial,
);
const entryOn = { ...on, entry: 'e1' };
const submitted: EntryEvent = {
  type: 'EntrySubmitted',
  ...entryOn,
  number: 'A001',
  kind: 'person',
  subject: 'p1',
  name: '选手1',
};
const entryState = (...events: readonly EntryEvent[]) =>
  events.reduce((state, event) => entry.evolve(state, event, 0), entry.initial);
const given = { competition: held, entry: entryState(submitted) };
const spec = specFor(sanction, { given });

const record = (over: Partial<RecordSanction> = {}): RecordSanction => ({
  ...{ type: 'RecordSanction', competition: C, sanction: 's1', contest: 'turning', number: '处-1', kind: 'out' },
  ...{ entry: 'e1', reason: '冒名顶替', clause: '第八条', ...over },
});
const recorded = (over: Partial<Extract<SanctionEvent, { type: 'SanctionRecorded' }>> = {}): SanctionEvent => ({
  type: 'SanctionRecorded',
  ...{ ...on, sanction: 's1', number: '处-1', kind: 'out', effect: 'disqualify', entry: 'e1', reason: '冒名顶替' },
  ...{ clause: '第八条', by: 'tester', ...over },
});
const signed: SanctionEvent = { type: 'SanctionSigned', ...on, sanction: 's1', judge: 'judge' };
const sign = { type: 'SignSanction', competition: C, sanction: 's1' } as const;
const lift = { type: 'LiftSanction', competition: C, sanction: 's1', reason: '查无此事', appeal: 'a1' } as const;
const lifted: SanctionEvent = {
  type: 'SanctionLifted',
  ...on,
  sanction: 's1',
  reason: '查无此事',
  appeal: 'a1',
  by: 'tester',
};
const deduction = { criterion: 'faults', slot: 's1', value: '2' };

describe('recording', () => {
  it('domain-rules 86: takes a type from the list of the rule document, with reason and clause', () => {
    spec().when(record()).then(recorded());
    const known = ['warning', 'points', 'zero', 'out'];
    spec()
      .when(record({ kind: 'talk' }))
      .thenRejected({ code: 'sanction-kind-unknown', kind: 'talk', known });
  });
  it('is against an entry; a warning may be against a person', () => {
    const person = { person: 'p9', name: '教练' };
    const { entry: _entry, ...nobody } = record({ kind: 'warning' });
    const { entry: _against, ...bare } = recorded({ kind: 'warning', effect: 'warning', ...person }) as Extract<
      SanctionEvent,
      { type: 'SanctionRecorded' }
    >;
    spec()
      .when({ ...nobody, ...person }, { given: { competition: held } })
      .then(bare);
    spec().when(nobody).thenRejected({ code: 'sanction-target-missing', effect: 'warning' });
    spec()
      .when({ ...nobody, ...person, kind: 'zero' })
      .thenRejected({ code: 'sanction-target-missing', effect: 'zero' });
    spec()
      .when(record(), { given: { ...given, entry: entry.initial } })
      .thenRejected({ code: 'entry-unknown' });
    const elsewhere = { ...given, entry: entryState({ ...submitted, contest: 'welding' }) };
    spec().when(record(), { given: elsewhere }).thenRejected({ code: 'entry-unknown' });
  });
  it('domain-rules 68, 86: takes off marks only where the rule document deducts, and within its range', () => {
    const points = record({ kind: 'points', deduction });
    spec()
      .when(points)
      .then(recorded({ kind: 'points', effect: 'deduct', deduction }));
    spec()
      .when(record({ kind: 'points' }))
      .thenRejected({ code: 'deduction-misplaced', effect: 'deduct' });
    spec().when(record({ deduction })).thenRejected({ code: 'deduction-misplaced', effect: 'disqualify' });
    spec()
      .when({ ...points, deduction: { ...deduction, criterion: 'theory' } })
      .thenRejected({ code: 'deduction-unknown', criterion: 'theory', known: ['faults'] });
    const state = sanction.initial;
    const facts = { now: 0, actor: 'tester', given };
    expect(sanction.decide({ ...points, deduction: { ...deduction, value: '11' } }, state, facts)).toMatchObject({
      rejected: { code: 'score-refused' },
    });
  });
  it('domain-rules 68: takes nothing off in a place that has a mark already, which would be no deduction', () => {
    const there: EntryEvent = { type: 'ScoreRecorded', ...entryOn, criterion: 'faults', slot: 's1', value: '2' };
    spec()
      .when(record({ kind: 'points', deduction }), { given: { ...given, entry: entryState(submitted, there) } })
      .thenRejected({ code: 'score-exists', value: '2' });
  });
  it('domain-rules 132: the same paper sent twice counts once, another one under its number is a conflict', () => {
    spec(recorded()).when(record()).then();
    spec(recorded(), signed).when(record(), { actor: 'other' }).then();
    spec(recorded())
      .when(record({ reason: '其他' }))
      .thenRejected({ code: 'sanction-exists' });
    const points = recorded({ kind: 'points', effect: 'deduct', deduction });
    spec(points)
      .when(record({ kind: 'points', deduction }))
      .then();
    spec(points)
      .when(record({ kind: 'points', deduction: { ...deduction, value: '3' } }))
      .thenRejected({ code: 'sanction-exists' });
  });
});

describe('signing', () => {
  const judge = { actor: 'judge' };
  it('domain-rules 86: makes it effective, once, and not by who recorded it', () => {
    spec(recorded()).when(sign, judge).then(signed);
    spec(recorded(), signed).when(sign, judge).then();
    spec(recorded(), signed)
      .when(sign, { actor: 'judge2' })
      .thenRejected({ code: 'sanction-not-pending', status: 'effective' });
    spec(recorded()).when(sign).thenRejected({ code: 'signer-recorded-it' });
    spec(recorded(), lifted).when(sign, judge).thenRejected({ code: 'sanction-not-pending', status: 'lifted' });
    spec().when(sign, judge).thenRejected({ code: 'sanction-unknown' });
  });
  it('domain-rules 86: is of a kind the rules still list, with the same effect, whatever it does', () => {
    const without = (...sanctions: readonly object[]) => {
      const revised = { ...document, process: { sanctions } };
      const event = { ...on, hash: hashRuleDocument(revised), document: revised, reason: '更改' };
      const after = competition.evolve(held, { type: 'RulesRevised', ...event }, 0);
      return { ...judge, given: { ...given, competition: after } };
    };
    const other = { id: 'warning', name: '警告', effect: 'warning' };
    for (const kind of ['out', 'zero', 'points'] as const) {
      const [effect, more] = { out: ['disqualify', {}], zero: ['zero', {}], points: ['deduct', { deduction }] }[
        kind
      ] as ['zero', object];
      const refused = { code: 'sanction-kind-unknown', kind, known: ['warning'] } as const;
      spec(recorded({ kind, effect, ...more }))
        .when(sign, judge)
        .then(signed);
      spec(recorded({ kind, effect, ...more }))
        .when(sign, without(other))
        .thenRejected(refused);
      spec(recorded({ kind, effect, ...more }))
        .when(sign, without({ ...other, id: kind }))
        .thenRejected({ ...refused, known: [] });
    }
  });
  it('domain-rules 84, 86: ends no entry that is out already', () => {
    const out = entryState(submitted, { type: 'EntryVetoed', ...entryOn, clause: 'safety', reason: '事故' });
    const world = { ...judge, given: { ...given, entry: out } };
    spec(recorded()).when(sign, world).thenRejected({ code: 'entry-not-competing', status: 'vetoed' });
    spec(recorded({ kind: 'warning', effect: 'warning' }))
      .when(sign, world)
      .then(signed);
  });
});

describe('lifting', () => {
  it('ends it, signed or not, once', () => {
    spec(recorded(), signed).when(lift).then(lifted);
    spec(recorded()).when(lift).then(lifted);
    spec(recorded(), signed, lifted).when(lift).thenRejected({ code: 'sanction-lifted' });
    spec().when(lift).thenRejected({ code: 'sanction-unknown' });
  });
});

describe('what a sanction does to its entry', () => {
  const content = (event: SanctionEvent) => event as Extract<SanctionEvent, { type: 'SanctionRecorded' }>;
  const commands = (items: ReturnType<typeof signing>) => items.map(({ command }) => command);
  const because = { reason: '查无此事', appeal: 'a1' };
  const points = content(recorded({ kind: 'points', effect: 'deduct', deduction }));
  it('domain-rules 86: zero leaves it in with a total of 0, and lifting gives the total back', () => {
    const zero = content(recorded({ effect: 'zero' }));
    const target = { competition: C, entry: 'e1', sanction: 's1' };
    const reason = '记零分：冒名顶替（第八条）';
    expect(commands(signing(zero, '记零分'))).toEqual([sign, { type: 'ZeroEntry', ...target, reason }]);
    const back = { type: 'LiftZero', ...target, reason: '查无此事' };
    expect(commands(lifting(zero, true, because))).toEqual([lift, back]);
  });
  it('domain-rules 84, 86: disqualify takes it out, and lifting brings it back', () => {
    const out = content(recorded({ effect: 'disqualify' }));
    const target = { competition: C, entry: 'e1' };
    expect(commands(signing(out, '取消资格'))).toEqual([
      sign,
      {
        ...{ type: 'DisqualifyEntry', ...target, reason: '取消资格：冒名顶替（第八条）' },
        ...{ sanction: 's1', decided: true },
      },
    ]);
    expect(commands(lifting(out, true, because))).toEqual([
      lift,
      { type: 'ReinstateEntry', ...target, reason: '查无此事', sanction: 's1', decided: true },
    ]);
    expect(commands(lifting(out, false, because))).toEqual([lift]);
  });
  it('domain-rules 68: a deduction is a mark, and lifting takes it back', () => {
    const mark = { competition: C, entry: 'e1', criterion: 'faults', slot: 's1' };
    const deducted = '扣分：冒名顶替（第八条）';
    expect(commands(signing(points, '扣分'))).toEqual([sign, { type: 'RecordScore', ...mark, value: '2', deducted }]);
    expect(commands(signing(points, '扣分', true))).toEqual([sign]);
    expect(commands(lifting(points, true, because))).toEqual([
      lift,
      { type: 'VoidScore', ...mark, reason: '查无此事', decided: true },
    ]);
  });
  it('a warning changes nothing', () => {
    expect(commands(signing(content(recorded({ effect: 'warning' })), '警告'))).toEqual([sign]);
    expect(commands(lifting(content(recorded({ effect: 'warning' })), true, because))).toEqual([lift]);
  });
});

describe('where the rules keep the signature for the head judge', () => {
  const strict = { ...document, process: { ...document.process, headJudge: { sanctions: true } } };
  const rules = [{ contest: 'turning', hash: hashRuleDocument(strict), document: strict }];
  const named: CompetitionEvent = { type: 'HeadJudgeNamed', ...on, account: 'head', by: 'organizer' };
  const state = (...events: readonly CompetitionEvent[]): CompetitionState =>
    [opened[0]!, { type: 'CompetitionOpened', competition: C, rules } as const, ...events].reduce(
      (s, event) => competition.evolve(s, event, 0),
      competition.initial,
    );
  const strictly = (...events: readonly CompetitionEvent[]) => ({
    given: { competition: state(...events), entry: entryState(submitted) },
  });
  const sign = { type: 'SignSanction', competition: C, sanction: 's1' } as const;
  const signed = (judge: string): SanctionEvent => ({ type: 'SanctionSigned', ...on, sanction: 's1', judge });

  it('domain-rules 65, 86: no other judge signs, and nobody while none is named', () => {
    spec(recorded())
      .when(sign, { ...strictly(named), actor: 'judge' })
      .thenRejected({ code: 'head-judge-needed', headJudge: 'head' });
    spec(recorded())
      .when(sign, { ...strictly(), actor: 'judge' })
      .thenRejected({ code: 'head-judge-needed' });
    spec(recorded())
      .when(sign, { ...strictly(named), actor: 'head' })
      .then(signed('head'));
    spec(recorded())
      .when(sign, { ...strictly(named, { ...named, account: 'judge' }), actor: 'head' })
      .thenRejected({ code: 'head-judge-needed', headJudge: 'judge' });
  });
  it('domain-rules 86: any judge signs where they do not', () => {
    spec(recorded()).when(sign, { actor: 'judge' }).then(signed('judge'));
  });
});
