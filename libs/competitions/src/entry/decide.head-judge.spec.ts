import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { hashRuleDocument } from '../competition/rules';
import { plan, score, submit, turningRules } from '../testing/examples';
import { entry } from './decide';
import type { EntryEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };
const on = { ...at, entry: 'e1' };
const shift = {
  ...{ id: 'shift', name: '裁判长修正', role: 'component' },
  marks: { kind: 'bonus', range: { min: '-0.1', max: '0.1', step: '0.05' }, slots: { min: 0, max: 1 } },
};
const withShift = (headJudge: object | undefined) => ({
  ...turningRules,
  values: [
    ...turningRules.values.slice(0, 2),
    shift,
    { ...turningRules.values[2], steps: [{ plus: { value: 'shift' } }] },
  ],
  process: { remark: [{ value: 'practice', spread: '5' }], ...(headJudge && { headJudge }) },
});
const { type: _type, ...content } = plan();
const named: CompetitionEvent = { type: 'HeadJudgeNamed', ...at, account: 'head', by: 'organizer' };
const held = (headJudge: object | undefined, ...more: readonly CompetitionEvent[]): { given: CompetitionState } => {
  const document = withShift(headJudge);
  const rules = [{ contest: 'turning', hash: hashRuleDocument(document), document }];
  const opened: CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...content },
    { type: 'CompetitionOpened', competition: 'skills2026', rules },
  ];
  return { given: [...opened, ...more].reduce((s, event) => competition.evolve(s, event, 0), competition.initial) };
};

const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const recorded = (criterion: string, slot: string, value: string): EntryEvent => ({
  ...{ type: 'ScoreRecorded', ...on, criterion, slot, value },
});
const given = specFor(entry, held({ values: ['shift'], spreads: true }, named));

describe("the head judge's shift", () => {
  it('domain-rules 65: is recorded in the slot of the head judge and in no other', () => {
    given(submitted)
      .when(score(1, 'shift', 'head', '0.05'))
      .then(recorded('shift', 'head', '0.05'));
    given(submitted)
      .when(score(1, 'shift', 'judge', '0.05'))
      .thenRejected({ code: 'head-judge-slot', criterion: 'shift', headJudge: 'head' });
    given(submitted)
      .when(score(1, 'practice', 'judge', '80'))
      .then(recorded('practice', 'judge', '80'));
  });
  it('domain-rules 65: stays within its bounds, whoever gives it', () => {
    expect(() =>
      given(submitted)
        .when(score(1, 'shift', 'head', '0.15'))
        .then(),
    ).toThrow(/score-refused/);
  });
  it('domain-rules 65: is taken from nobody while no head judge is named', () => {
    given(submitted)
      .when(score(1, 'shift', 'judge', '0.05'), held({ values: ['shift'] }))
      .thenRejected({ code: 'head-judge-slot', criterion: 'shift' });
  });
  it('is any slot where the rules do not keep it', () => {
    given(submitted)
      .when(score(1, 'shift', 'judge', '0.05'), held(undefined, named))
      .then(recorded('shift', 'judge', '0.05'));
  });
});

describe('marks that lie too far apart and stand', () => {
  const apart = [submitted, recorded('practice', 'J1', '70'), recorded('practice', 'J2', '76')];
  const letStand = { type: 'LetSpreadStand', competition: 'skills2026', entry: 'e1', criterion: 'practice' } as const;
  const command = { ...letStand, reason: '维持原判' };
  const stands: EntryEvent = { type: 'SpreadStands', ...on, criterion: 'practice', reason: '维持原判' };

  it('domain-rules 65: by the head judge alone, where the rules say so', () => {
    given(...apart)
      .when(command, { actor: 'head' })
      .then(stands);
    given(...apart)
      .when(command, { actor: 'organizer' })
      .thenRejected({ code: 'head-judge-needed', headJudge: 'head' });
    given(...apart)
      .when(command, { ...held({ values: ['shift'] }, named), actor: 'organizer' })
      .then(stands);
  });
});

describe('naming the head judge', () => {
  const spec = specFor(competition);
  const opened: CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...content },
    {
      ...{ type: 'CompetitionOpened', competition: 'skills2026' },
      rules: [{ contest: 'turning', hash: hashRuleDocument(withShift(undefined)), document: withShift(undefined) }],
    },
  ];
  const name = { type: 'NameHeadJudge', ...at, account: 'head' } as const;

  it('puts one in the place of another, says by whom, and once is enough', () => {
    spec(opened[0]!).when(name).thenRejected({ code: 'competition-not-open' });
    spec(...opened)
      .when(name, { actor: 'organizer' })
      .then(named);
    spec(...opened, named)
      .when(name)
      .then();
    spec(...opened, named)
      .when({ ...name, account: 'other' }, { actor: 'second' })
      .then({ ...named, account: 'other', by: 'second' });
    spec(...opened, { type: 'ScoresFrozen', ...at })
      .when(name, { actor: 'organizer' })
      .then(named);
  });
});
