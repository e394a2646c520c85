import { specFor } from '@xf/es/testing';
import type { CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { open, submit } from '../testing/examples';
import { frozen, isFrozen, isPublished, planned, published, stateOf } from '../testing/stages';
import { entry } from './decide';
import type { EntryEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };
const given = specFor(entry, isPublished);
const [ann, bob] = [{ actor: 'ann' }, { actor: 'bob' }];

const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const on = { ...at, entry: 'e1' };
const target = { competition: 'skills2026', entry: 'e1' };
const because = { ...target, reason: '代考' };
const disqualify = { type: 'DisqualifyEntry', ...because } as const;
const veto = { type: 'VetoEntry', ...because, clause: 'safety' } as const;
const reinstate = { type: 'ReinstateEntry', ...because } as const;
const confirm = { type: 'ConfirmChange', ...target } as const;
const refuse = { type: 'RefuseChange', ...target, reason: '查无实据' } as const;
const done = {
  out: { type: 'EntryDisqualified', ...on, reason: '代考', by: 'bob' },
  veto: { type: 'EntryVetoed', ...on, clause: 'safety', reason: '代考', by: 'bob' },
  back: { type: 'EntryReinstated', ...on, reason: '代考' },
} as const satisfies Record<string, EntryEvent>;
const proposed = (to: 'disqualified' | 'vetoed' | 'competing', clause?: string): EntryEvent => ({
  ...{ type: 'EntryChangeProposed', ...on, to },
  ...(clause === undefined ? {} : { clause }),
  ...{ reason: '代考', by: 'ann' },
});
const refused = (by: string): EntryEvent => ({ type: 'EntryChangeRefused', ...on, reason: '查无实据', by });

describe('once results are public', () => {
  it.each([
    ['DisqualifyEntry', [submitted], disqualify, proposed('disqualified'), done.out],
    ['VetoEntry', [submitted], veto, proposed('vetoed', 'safety'), done.veto],
    ['ReinstateEntry', [submitted, done.veto], reinstate, proposed('competing'), done.back],
  ])('domain-rules 84, 131: %s is proposed by one and confirmed by another', (_type, before, command, waits, event) => {
    given(...before)
      .when(command, ann)
      .then(waits);
    given(...before, waits)
      .when(command, bob)
      .then();
    given(...before, waits)
      .when(confirm, ann)
      .thenRejected({ code: 'second-person-needed' });
    given(...before, waits)
      .when(confirm, bob)
      .then(event);
    given(...before, waits, event)
      .when(confirm, bob)
      .thenRejected({ code: 'change-unknown' });
  });

  it('is refused by another or withdrawn by who proposed it, with a reason, and may then be proposed anew', () => {
    const waits = [submitted, proposed('disqualified')];
    for (const { actor } of [ann, bob]) {
      given(...waits)
        .when(refuse, { actor })
        .then(refused(actor));
    }
    given(...waits)
      .when({ ...refuse, reason: ' ' }, bob)
      .thenRejected({ code: 'reason-missing' });
    given(submitted).when(refuse, bob).thenRejected({ code: 'change-unknown' });
    given(...waits, refused('bob'))
      .when(veto, ann)
      .then(proposed('vetoed', 'safety'));
  });

  it('waits for one thing at a time, and for nothing once something else ended the entry', () => {
    given(submitted, proposed('disqualified'))
      .when(veto, bob)
      .thenRejected({ code: 'change-pending', to: 'disqualified' });
    given(submitted, proposed('vetoed', 'safety'), done.out)
      .when(confirm, bob)
      .thenRejected({ code: 'change-unknown' });
  });

  it('domain-rules 84, 86: a signed sanction and a decided appeal need nobody else', () => {
    const decided = { type: 'EntryDisqualified', ...on, reason: '代考' } as const;
    given(submitted)
      .when({ ...disqualify, decided: true }, ann)
      .then(decided);
    given(submitted)
      .when({ ...disqualify, decided: true, sanction: 's1' }, ann)
      .then({ ...decided, sanction: 's1' });
    given(submitted, done.veto)
      .when({ ...reinstate, decided: true }, ann)
      .then(done.back);
  });

  it('domain-rules 69, 82: a lifted sanction brings back only what it ended itself', () => {
    const lifted = { ...reinstate, decided: true, sanction: 's1' } as const;
    const out = { type: 'EntryDisqualified', ...on, reason: '代考', sanction: 's1' } as const;
    given(submitted, out).when(lifted, ann).then(done.back);
    for (const since of [[], [done.veto], [done.out], [{ ...out, sanction: 's2' }]]) {
      given(submitted, out, done.back, ...since)
        .when(lifted, ann)
        .then();
    }
  });
});

it('domain-rules 86: each sanction that sets it to zero does so once, and lifts only its own', () => {
  const zero = { type: 'ZeroEntry', ...because, sanction: 's1' } as const;
  const lift = { type: 'LiftZero', ...because, sanction: 's1' } as const;
  const zeroed = { type: 'EntryZeroed', ...on, reason: '代考', sanction: 's1' } as const;
  const lifted = { ...zeroed, type: 'EntryZeroLifted' } as const;
  given(submitted).when(zero).then(zeroed);
  given(submitted, zeroed).when(zero).then();
  given(submitted, zeroed).when(lift).then(lifted);
  given(submitted, { ...zeroed, sanction: 's2' })
    .when(lift)
    .then();
  given(submitted, zeroed, lifted).when(zero).then(zeroed);
});

it('before a publication one organizer does it', () => {
  specFor(entry, isFrozen)(submitted).when(disqualify, bob).then(done.out);
  specFor(entry, isFrozen)(submitted, done.veto).when(reinstate, ann).then(done.back);
});

it('a withdrawn entry takes its seats again when it does come back, and not when that is proposed', () => {
  const withdrawn: EntryEvent = { type: 'EntryWithdrawn', ...on, reason: '伤病' };
  const entryOf = (...events: readonly EntryEvent[]) =>
    events.reduce((s, event) => entry.evolve(s, event, 0), entry.initial);
  const document = { ...(open().rules[0]!.document as object), process: { entriesPerUnit: 1 } };
  const rules = [{ contest: 'turning', hash: 'test-seats', document }];
  const limited = (...more: readonly CompetitionEvent[]) =>
    stateOf(planned, { type: 'CompetitionOpened', competition: 'skills2026', rules }, ...more);
  const seats = (
    command: Parameters<typeof entry.decide>[0],
    state: CompetitionState,
    ...more: readonly EntryEvent[]
  ) => entry.beside?.(command, entryOf(submitted, withdrawn, ...more), state).map((item) => item.command.type);
  const isPublic = limited(frozen, published);
  expect(seats(reinstate, limited(frozen))).toEqual(['TakeSeat', 'TakeSeat']);
  expect(seats(reinstate, isPublic)).toEqual([]);
  expect(seats(confirm, isPublic, proposed('competing'))).toEqual(['TakeSeat', 'TakeSeat']);
});
