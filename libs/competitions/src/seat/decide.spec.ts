import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { entry } from '../entry/decide';
import type { EntryCommand } from '../entry/command';
import type { EntryEvent } from '../entry/events';
import { plan, submit, turningRules } from '../testing/examples';
import { seat } from './decide';
import { seatHolderOf, type SeatEvent } from './events';

const C = 'skills2026';
const holder = seatHolderOf('turning', 'unit', '第一机械厂');
const given = specFor(seat);
const take = (n: number, over: object = {}) => ({
  ...{ type: 'TakeSeat' as const, competition: C, contest: 'turning', holder, of: 'unit' as const, seats: 3 },
  ...{ entry: `e${n}`, number: `A00${n}`, ...over },
});
const taken = (n: number, over: object = {}): SeatEvent => ({
  ...{ type: 'SeatTaken', competition: C, contest: 'turning', holder, of: 'unit' },
  ...{ entry: `e${n}`, number: `A00${n}`, ...over },
});
const left = (n: number): SeatEvent => ({
  type: 'SeatLeft',
  competition: C,
  contest: 'turning',
  holder,
  entry: `e${n}`,
});

describe('the seats of a unit', () => {
  it('domain-rules 50: three are taken, the fourth is refused and the three are named', () => {
    given(taken(1), taken(2)).when(take(3)).then(taken(3));
    given(taken(1), taken(2), taken(3))
      .when(take(4))
      .thenRejected({ code: 'unit-full', seats: 3, entries: ['A001', 'A002', 'A003'] });
  });
  it('domain-rules 132: an entry takes one, however often it asks', () => {
    given(taken(1)).when(take(1)).then();
    given(taken(1), taken(2), taken(3)).when(take(3)).then();
  });
  it('a seat that was left is free, and leaving twice is leaving once', () => {
    const leave = { type: 'LeaveSeat' as const, competition: C, holder, entry: 'e1' };
    given(taken(1)).when(leave).then(left(1));
    given(taken(1), left(1)).when(leave).then();
    given(taken(1), taken(2), taken(3), left(1)).when(take(4)).then(taken(4));
  });
  it('domain-rules 95: a person has one, and the other team is named', () => {
    const person = { of: 'person', seats: 1, member: 2 };
    given(taken(1, { of: 'person' }))
      .when(take(2, person))
      .thenRejected({ code: 'member-elsewhere', member: 2, number: 'A001' });
  });
});

describe('the seats of a person', () => {
  const person = { of: 'person' as const, holder: seatHolderOf('turning', 'person', 'p7') };
  it('domain-rules 50, 121: are one, whichever unit enters them, and the entry that has it is named', () => {
    given(taken(1, person))
      .when(take(2, { ...person, seats: 1 }))
      .thenRejected({ code: 'person-full', seats: 1, entries: ['A001'] });
  });
  it('domain-rules 50: are as many as the rule document says', () => {
    const two = { ...person, seats: 2 };
    given(taken(1, person)).when(take(2, two)).then(taken(2, person));
    given(taken(1, person), taken(2, person))
      .when(take(3, two))
      .thenRejected({ code: 'person-full', seats: 2, entries: ['A001', 'A002'] });
  });
});

it('domain-rules 50: a unit is the same however its name is spaced', () => {
  expect(seatHolderOf('turning', 'unit', ' 第一 机械厂')).toBe(holder);
  expect(seatHolderOf('turning', 'unit', '第二机械厂')).not.toBe(holder);
  expect(seatHolderOf('milling', 'unit', '第一机械厂')).not.toBe(holder);
});

describe('what an entry brings along', () => {
  const held = (process: object): CompetitionState => {
    const { type: _type, ...planned } = plan();
    const document = { ...turningRules, process };
    const events: CompetitionEvent[] = [
      { type: 'CompetitionPlanned', ...planned },
      {
        type: 'CompetitionOpened',
        competition: C,
        rules: [{ contest: 'turning', hash: JSON.stringify(process), document }],
      },
    ];
    return events.reduce((state, event) => competition.evolve(state, event, 0), competition.initial);
  };
  const limited = held({ entriesPerUnit: 3 });
  const on = { competition: C, contest: 'turning', entry: 'e1' };
  const entered: EntryEvent = {
    type: 'EntrySubmitted',
    ...on,
    number: 'A001',
    kind: 'person',
    subject: 'p1',
    unit: '第一机械厂',
  };
  const because = { reason: '伤病' };
  const after = (...events: EntryEvent[]) =>
    events.reduce((state, event) => entry.evolve(state, event, 0), entry.initial);
  const beside = (command: EntryCommand, state = entry.initial, given = limited) =>
    (entry.beside?.(command, state, given) ?? []).map((item) => item.command);
  const claim = {
    type: 'TakeSeat',
    competition: C,
    holder,
    entry: 'e1',
    contest: 'turning',
    number: 'A001',
    of: 'unit',
    seats: 3,
  };

  const own = { ...claim, of: 'person', seats: 1, holder: seatHolderOf('turning', 'person', 'p1') };

  it('domain-rules 50: takes a seat of its unit, leaves it when it withdraws, takes it again when it comes back', () => {
    const target = { competition: C, entry: 'e1', ...because };
    const withdrawn = after(entered, { type: 'EntryWithdrawn', ...on, ...because });
    expect(beside(submit(1))).toEqual([own, claim]);
    expect(beside({ type: 'WithdrawEntry', ...target }, after(entered))).toEqual([
      { type: 'LeaveSeat', competition: C, holder: own.holder, entry: 'e1' },
      { type: 'LeaveSeat', competition: C, holder, entry: 'e1' },
    ]);
    expect(beside({ type: 'ReinstateEntry', ...target }, withdrawn)).toEqual([own, claim]);
  });
  it('domain-rules 50: who is out for another reason keeps the seat', () => {
    const target = { competition: C, entry: 'e1', ...because };
    const out = after(entered, { type: 'EntryDisqualified', ...on, ...because });
    expect(beside({ type: 'DisqualifyEntry', ...target }, after(entered))).toEqual([]);
    expect(beside({ type: 'ReinstateEntry', ...target }, out)).toEqual([]);
  });
  it('domain-rules 50, 121: takes a seat of its person, as many as the rule document says, whether an ID number is known or not', () => {
    for (const known of [{}, { idNumber: '11010519491231002X' }]) {
      expect(beside(submit(1, known), entry.initial, held({}))).toEqual([own]);
    }
    expect(beside(submit(1), entry.initial, held({ entriesPerPerson: 2 }))).toEqual([{ ...own, seats: 2 }]);
    expect(beside(submit(1, { kind: 'team' }), entry.initial, held({}))).toEqual([]);
  });
  it('domain-rules 80: asks whether codes are drawn where judges know these alone, and only when it comes in', () => {
    const target = { competition: C, entry: 'e1', ...because };
    const blind = held({ anonymous: true });
    expect(beside(submit(1), entry.initial, blind)).toEqual([
      { type: 'AdmitEntry', competition: C, contest: 'turning' },
      own,
    ]);
    const withdrawn = after(entered, { type: 'EntryWithdrawn', ...on, ...because });
    expect(beside({ type: 'ReinstateEntry', ...target }, withdrawn, blind)).toEqual([own]);
  });
  it('domain-rules 95: takes a seat for each member, where nobody may be in two teams', () => {
    const members = ['p7', 'p8'].map((person) => ({ person, name: person }));
    const team = { kind: 'team' as const, members };
    const people = (rules: object) => beside(submit(1, team), entry.initial, held(rules));
    expect(people({ onePersonOneTeam: true })).toEqual(
      ['p7', 'p8'].map((who, member) => ({
        ...{ ...claim, of: 'person', seats: 1, member },
        holder: seatHolderOf('turning', 'person', who),
      })),
    );
    expect(people({})).toEqual([]);
  });
  it('domain-rules 50: an entry without a unit is refused where units are limited', () => {
    const { unit: _unit, ...alone } = submit(1);
    specFor(entry, { given: limited })().when(alone).thenRejected({ code: 'unit-missing' });
  });
});
