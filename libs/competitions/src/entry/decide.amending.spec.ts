import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { seatHolderOf } from '../seat/events';
import { plan, submit, turningRules } from '../testing/examples';
import { isFrozen, isOpen, isPublished } from '../testing/stages';
import type { Origin } from '../terms';
import { entry } from './decide';
import type { Amendment, EntryEvent } from './events';

const C = 'skills2026';
const at = { competition: C, contest: 'turning' };
const on = { ...at, entry: 'e1' };
const target = { competition: C, entry: 'e1' };
const [ann, bob] = [{ actor: 'ann' }, { actor: 'bob' }];
const { type: _submit, unit: _unit, ...fields } = submit(1);
const open = specFor(entry, isOpen);
const behind = specFor(entry, isFrozen);
const given = specFor(entry, isPublished);

const place = (version: number, total: string, rank = 1): Origin => ({
  ...{ competition: C, contest: 'heats', entry: 'h1', board: 'overall', version, rank, total },
});
const carrying = (over: object = {}): EntryEvent => ({
  ...{ type: 'EntrySubmitted', ...fields, attributes: { preliminary: '80.00', age: '30' }, from: place(1, '80.00') },
  ...over,
});
const renew = (version: number, points: string, from = place(version, points)) => ({
  ...{ type: 'RenewCarried' as const, ...target, from },
  ...{ carried: { preliminary: points }, reason: '来源更正' },
});
const renewal = (points: string, from: Origin): Amendment => ({
  ...{ subject: 'p1', carried: [{ name: 'preliminary', from: '80.00', to: points }] },
  ...{ from, wasFrom: place(1, '80.00'), reason: '来源更正' },
});
const proposed = (amendment: Amendment): EntryEvent => ({
  ...{ type: 'EntryAmendmentProposed', ...on, ...amendment, by: 'ann' },
});
const done = (amendment: Amendment, afterPublication: boolean): EntryEvent => ({
  ...{ type: 'EntryAmended', ...on, ...amendment, afterPublication },
});
const confirm = { type: 'ConfirmAmendment', ...target } as const;
const refuse = { type: 'RefuseAmendment', ...target, reason: '来源有误' } as const;

describe('points that an entry carries', () => {
  const [now, later] = [renewal('85.00', place(2, '85.00')), place(3, '86.00')];

  it('domain-rules 57, 83: are replaced by what their source gives by a later publication, old and new are kept', () => {
    open(carrying()).when(renew(2, '85.00'), ann).then(done(now, false));
    open(carrying(), done(now, false))
      .when(renew(3, '86.00'), ann)
      .then(
        done(
          {
            ...{ subject: 'p1', carried: [{ name: 'preliminary', from: '85.00', to: '86.00' }] },
            ...{ from: later, wasFrom: place(2, '85.00'), reason: '来源更正' },
          },
          false,
        ),
      );
  });

  it('domain-rules 57: stay where the later publication gives the same, or an earlier one is sent again', () => {
    open(carrying())
      .when(renew(2, '80.0', place(2, '80.00')), ann)
      .then();
    open(carrying(), done(now, false)).when(renew(1, '80.00'), ann).then();
    open(carrying(), done(now, false)).when(renew(2, '85.00'), ann).then();
  });

  it('domain-rules 57: follow the place too where the points are the same', () => {
    const from = place(2, '80.00', 4);
    const moved = { ...renewal('80.00', from), carried: [] };
    open(carrying())
      .when(renew(2, '80.00', from), ann)
      .then(done(moved, false));
  });

  it('domain-rules 131: once results are public wait for a second person, who may refuse', () => {
    given(carrying()).when(renew(2, '85.00'), ann).then(proposed(now));
    given(carrying(), proposed(now)).when(renew(2, '85.00'), bob).then();
    given(carrying(), proposed(now))
      .when(renew(3, '86.00'), bob)
      .thenRejected({ code: 'amendment-pending', what: 'carried' });
    given(carrying(), proposed(now)).when(confirm, ann).thenRejected({ code: 'second-person-needed' });
    given(carrying(), proposed(now)).when(confirm, bob).then(done(now, true));
    given(carrying(), proposed(now), done(now, true)).when(confirm, bob).thenRejected({ code: 'amendment-unknown' });
    const refused: EntryEvent = { type: 'EntryAmendmentRefused', ...on, reason: '来源有误', by: 'bob' };
    given(carrying(), proposed(now)).when(refuse, bob).then(refused);
    given(carrying(), proposed(now), refused).when(renew(2, '85.00'), ann).then(proposed(now));
  });

  it('domain-rules 57: come from where the entry came, and go to who competes, with a reason', () => {
    const elsewhere = { ...place(2, '85.00'), contest: 'milling' };
    open(carrying())
      .when(renew(2, '85.00', elsewhere), ann)
      .thenRejected({ code: 'origin-differs' });
    const { from: _from, ...direct } = carrying() as Extract<EntryEvent, { type: 'EntrySubmitted' }>;
    open(direct).when(renew(2, '85.00'), ann).thenRejected({ code: 'origin-differs' });
    open(carrying(), { type: 'EntryWithdrawn', ...on, reason: '伤病' })
      .when(renew(2, '85.00'), ann)
      .thenRejected({ code: 'entry-not-competing', status: 'withdrawn' });
    open(carrying())
      .when({ ...renew(2, '85.00'), reason: ' ' }, ann)
      .thenRejected({ code: 'reason-missing' });
  });
});

describe('an attribute that was typed wrong, or comes later', () => {
  const correct = (attributes: Readonly<Record<string, string>>, reason = '笔误') =>
    ({ type: 'CorrectAttributes', ...target, attributes, reason }) as const;
  const drawn: Amendment = { subject: 'p1', carried: [{ name: 'lot', to: '2' }], reason: '抽签' };
  const mended: Amendment = {
    subject: 'p1',
    carried: [{ name: 'preliminary', from: '80.00', to: '82' }],
    reason: '笔误',
  };

  it('domain-rules 83: is recorded behind the freeze too, old and new, and counts from then on', () => {
    open(carrying())
      .when(correct({ preliminary: '82', age: '30.0' }), ann)
      .then(done(mended, false));
    behind(carrying())
      .when(correct({ lot: '2' }, '抽签'), ann)
      .then(done(drawn, false));
    open(carrying(), done(drawn, false))
      .when(correct({ lot: '2' }, ''), ann)
      .then();
    const { unit: _unit, ...sent } = submit(1);
    const again = { ...sent, attributes: { preliminary: '82.00', age: '30' } };
    open(carrying(), done(mended, false)).when(again, ann).then();
  });

  it('domain-rules 83: is a number the rules ask, within what they say, with a reason', () => {
    const refused = (attribute: string, code: string) => ({
      code: 'attribute-refused' as const,
      attribute,
      problem: expect.objectContaining({ code }) as never,
    });
    open(carrying())
      .when(correct({ lots: '2' }), ann)
      .thenRejected(refused('lots', 'unknown-attribute'));
    open(carrying())
      .when(correct({ lot: 'two' }), ann)
      .thenRejected(refused('lot', 'not-a-decimal'));
    open(carrying())
      .when(correct({ lot: '2' }, ' '), ann)
      .thenRejected({ code: 'reason-missing' });
    const told = carrying({ attributes: { post: '车工' } });
    const post = [{ name: 'post', from: '车工', to: '钳工' }];
    open(told)
      .when(correct({ post: '钳工' }), ann)
      .then(done({ subject: 'p1', carried: post, reason: '笔误' }, false));
  });

  it('domain-rules 131: waits for a second person once results are public', () => {
    given(carrying())
      .when(correct({ lot: '2' }, '抽签'), ann)
      .then(proposed(drawn));
    given(carrying(), proposed(drawn))
      .when(correct({ lot: '2' }), bob)
      .then();
    given(carrying(), proposed(drawn))
      .when(correct({ lot: '3' }), bob)
      .thenRejected({ code: 'amendment-pending', what: 'attributes' });
    given(carrying(), proposed(drawn)).when(confirm, ann).thenRejected({ code: 'second-person-needed' });
    given(carrying(), proposed(drawn)).when(confirm, bob).then(done(drawn, true));
  });
});

describe('a name that was written wrong', () => {
  const right = { type: 'CorrectName', ...target, name: '李小明', subject: 'p1', reason: '笔误' } as const;
  const amendment: Amendment = {
    subject: 'p1',
    name: '李小明',
    was: { subject: 'p1', name: fields.name },
    reason: '笔误',
  };

  it('domain-rules 83: is put right, old and new are kept, and what is sent under the right one is the same entry', () => {
    open(carrying()).when(right, ann).then(done(amendment, false));
    open(carrying(), done(amendment, false)).when(right, ann).then();
    const again = { ...submit(1), name: '李小明', from: place(1, '80.00') };
    const { unit: _u, ...sent } = again;
    open(carrying(), done(amendment, false)).when(sent, ann).then();
    open(carrying(), done(amendment, false))
      .when({ ...sent, name: fields.name }, ann)
      .thenRejected({ code: 'entry-differs', number: 'A001', fields: ['name'] });
    open(carrying())
      .when({ ...right, reason: '' }, ann)
      .thenRejected({ code: 'reason-missing' });
  });

  it('domain-rules 131: waits for a second person once results are public', () => {
    given(carrying()).when(right, ann).then(proposed(amendment));
    given(carrying(), proposed(amendment)).when(right, bob).then();
    given(carrying(), proposed(amendment))
      .when({ ...right, name: '李晓明' }, bob)
      .thenRejected({ code: 'amendment-pending', what: 'name' });
    given(carrying(), proposed(amendment)).when(confirm, ann).thenRejected({ code: 'second-person-needed' });
    given(carrying(), proposed(amendment)).when(confirm, bob).then(done(amendment, true));
  });

  it('domain-rules 123: of a person who was erased is not put right any more', () => {
    const { name: _name, ...nameless } = carrying() as Extract<EntryEvent, { type: 'EntrySubmitted' }>;
    open(nameless).when(right, ann).thenRejected({ code: 'name-erased' });
  });

  describe('of a unit', () => {
    const held = (...more: readonly CompetitionEvent[]): CompetitionState => {
      const { type: _type, ...planned } = plan();
      const contests = planned.contests.map((one) => ({ ...one, receiver: 'unit' as const }));
      const document = { ...turningRules, process: { entriesPerUnit: 1 } };
      const events: CompetitionEvent[] = [
        { type: 'CompetitionPlanned', ...planned, contests },
        { type: 'CompetitionOpened', competition: C, rules: [{ contest: 'turning', hash: 'units', document }] },
        ...more,
      ];
      return events.reduce((state, event) => competition.evolve(state, event, 0), competition.initial);
    };
    const frozen: CompetitionEvent = { type: 'ScoresFrozen', ...at };
    const published: CompetitionEvent = { type: 'ResultsPublished', ...at, version: 1, digest: 'd', rounds: [] };
    const { name: _name, ...bare } = fields;
    const submitted: EntryEvent = { type: 'EntrySubmitted', ...bare, kind: 'unit', subject: 'u1', title: '第一机诫厂' };
    const rename = { ...right, name: '第一机械厂', subject: 'u2' };
    const unitAmendment = {
      subject: 'u2',
      title: '第一机械厂',
      was: { subject: 'u1', title: '第一机诫厂' },
      reason: '笔误',
    };
    const after = (...events: EntryEvent[]) =>
      events.reduce((state, event) => entry.evolve(state, event, 0), entry.initial);
    const beside = (command: Parameters<typeof entry.decide>[0], state = after(submitted), rules = held()) =>
      (entry.beside?.(command, state, rules) ?? []).map((item) => item.command);

    it('domain-rules 50, 83: makes it that unit, with a seat of that one', () => {
      specFor(entry, { given: held() })(submitted).when(rename, ann).then(done(unitAmendment, false));
      const seat = (name: string) => seatHolderOf('turning', 'unit', name);
      const moves = [
        {
          ...{ type: 'TakeSeat', ...target, holder: seat('第一机械厂'), contest: 'turning', number: 'A001' },
          ...{ of: 'unit', seats: 1 },
        },
        { type: 'LeaveSeat', ...target, holder: seat('第一机诫厂') },
      ];
      expect(beside(rename)).toEqual(moves);
      const public_ = held(frozen, published);
      expect(beside(rename, after(submitted), public_)).toEqual([]);
      expect(beside(confirm, after(submitted, proposed(unitAmendment)), public_)).toEqual(moves);
      expect(beside({ ...rename, name: '第一 机诫厂' })).toEqual([]);
      expect(
        beside({ type: 'WithdrawEntry', ...target, reason: '伤病' }, after(submitted, done(unitAmendment, false))),
      ).toEqual([{ type: 'LeaveSeat', ...target, holder: seat('第一机械厂') }]);
    });
  });
});
