import { specFor } from '@xf/es/testing';
import { competition } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import type { EntryEvent } from '../entry/events';
import { sanction } from '../sanction/decide';
import type { SanctionEvent } from '../sanction/events';
import { plan, turningRules } from '../testing/examples';
import type { DecideAppeal, FileAppeal } from './command';
import { appeal, appealedFold, type AppealGiven } from './decide';
import type { AppealEvent } from './events';

const at = (time: string): number => Date.parse(`2026-05-01T${time}+08:00`);
const C = 'skills2026';
const on = { competition: C, contest: 'turning' };

/** The competition as it stands after one publication at 14:05, and what the entry has: marks by J1 and J2. */
function given(
  process: object | undefined = { appeals: { windowMinutes: 120, answerMinutes: 120 } },
  published: readonly string[] = ['14:05:00'],
): AppealGiven {
  const document = { ...turningRules, process };
  const { type: _type, ...content } = plan();
  const events: CompetitionEvent[] = [
    { type: 'CompetitionPlanned', ...content },
    { type: 'CompetitionOpened', competition: C, rules: [{ contest: 'turning', hash: 'h', document }] },
    { type: 'ScoresFrozen', ...on },
  ];
  const before = events.reduce((state, event) => competition.evolve(state, event, 0), competition.initial);
  const after = published.reduce((state, time, n) => {
    const event: CompetitionEvent = { type: 'ResultsPublished', ...on, version: n + 1, digest: 'd', rounds: [] };
    return competition.evolve(state, event, at(time));
  }, before);
  return { competition: after, entry: appealed([]) };
}

const entryOn = { ...on, entry: 'e1' };
const marked: readonly EntryEvent[] = [
  { type: 'EntrySubmitted', ...entryOn, number: 'A001', kind: 'person', subject: 'p1', name: '选手1' },
  { type: 'ScoreRecorded', ...entryOn, criterion: 'practice', slot: 'J1', value: '88' },
  { type: 'ScoreRecorded', ...entryOn, criterion: 'practice', slot: 'J2', value: '89' },
];
const correction = { ...entryOn, criterion: 'practice', slot: 'J1', from: '88', to: '90', reason: '漏加' };
const corrected: EntryEvent = { type: 'ScoreCorrected', ...correction, afterPublication: true };
const appealed = (more: readonly EntryEvent[]) =>
  [...marked, ...more].reduce((state, event) => appealedFold.evolve(state, event, 0), appealedFold.initial);

const sanctionState = (...events: readonly SanctionEvent[]) =>
  events.reduce((state, event) => sanction.evolve(state, event, 0), sanction.initial);
const recordedSanction: SanctionEvent = {
  type: 'SanctionRecorded',
  ...on,
  ...{
    sanction: 's1',
    number: '处-1',
    kind: 'out',
    effect: 'disqualify',
    entry: 'e1',
    reason: '冒名',
    clause: '第八条',
  },
  by: 'clerk',
};
const signedSanction: SanctionEvent = { type: 'SanctionSigned', ...on, sanction: 's1', judge: 'head' };
const liftedSanction: SanctionEvent = {
  type: 'SanctionLifted',
  ...on,
  sanction: 's1',
  reason: '',
  appeal: 'a',
  by: 'x',
};

const filing: FileAppeal = {
  ...{ type: 'FileAppeal', competition: C, appeal: 'a1', contest: 'turning', number: '申-1', entry: 'e1' },
  ...{ via: 'paper', person: 'r1', name: '领队甲', about: '实操漏加一项' },
};
const { type: _filing, ...content } = filing;
const filed: AppealEvent = {
  type: 'AppealFiled',
  ...{ ...content, contest: 'turning', publication: 1, subject: 'p1', entryRevision: 2, by: 'tester' },
};
const decide: DecideAppeal = {
  ...{ type: 'DecideAppeal', competition: C, appeal: 'a1', outcome: 'kept', reason: '评分无误', clause: '第九条' },
  corrections: [],
};
const decided: AppealEvent = {
  type: 'AppealDecided',
  ...{ ...on, appeal: 'a1', outcome: 'kept', reason: '评分无误', clause: '第九条', corrections: [], by: 'arbiter' },
};
const spec = specFor(appeal, { given: given(), now: at('15:00:00') });
const arbiter = { actor: 'arbiter' };

describe('filing', () => {
  it('records who, for which entry, about what, and happened when it was received', () => {
    spec()
      .when({ ...filing, receivedAt: at('14:30:00') })
      .then(filed);
    const state = appeal.initial;
    const facts = { now: at('15:00:00'), actor: 'tester', given: given() };
    expect(appeal.decide({ ...filing, receivedAt: at('14:30:00') }, state, facts)).toMatchObject({
      validAt: at('14:30:00'),
    });
    expect(appeal.decide(filing, state, facts)).toMatchObject({ validAt: at('15:00:00') });
  });

  it.each([
    [120, '14:05:00', '14:05:00', 'accepted'],
    [120, '14:05:00', '16:05:00', 'accepted'],
    [120, '14:05:00', '16:05:59', 'accepted'],
    [120, '14:05:00', '16:06:00', '16:05:00'],
    [120, '14:05:40', '16:05:59', 'accepted'],
    [120, '14:05:40', '16:06:00', '16:05:00'],
    [60, '14:05:00', '15:05:00', 'accepted'],
    [60, '14:05:00', '15:06:00', '15:05:00'],
  ])(
    'domain-rules 82: %i minutes after the publication at %s, one received at %s: %s',
    (windowMinutes, published, received, answer) => {
      const world = { given: given({ appeals: { windowMinutes } }, [published]), now: at('20:00:00') };
      const asked = specFor(appeal, world)().when({ ...filing, receivedAt: at(received) });
      if (answer === 'accepted') asked.then(filed);
      else asked.thenRejected({ code: 'appeal-late', until: at(answer) });
      const typedIn = specFor(appeal, { ...world, now: at(received) })().when(filing);
      if (answer === 'accepted') typedIn.then(filed);
      else typedIn.thenRejected({ code: 'appeal-late', until: at(answer) });
    },
  );

  it('domain-rules 82: every publication opens a window of its own', () => {
    const twice = { given: given(undefined, ['14:05:00', '18:00:00']), now: at('19:00:00') };
    specFor(appeal, twice)()
      .when(filing)
      .then({ ...filed, publication: 2 });
    specFor(appeal, twice)()
      .when({ ...filing, publication: 1 })
      .thenRejected({ code: 'appeal-late', until: at('16:05:00') });
    specFor(appeal, twice)()
      .when({ ...filing, receivedAt: at('17:59:59') })
      .thenRejected({ code: 'appeal-early' });
    specFor(appeal, twice)()
      .when({ ...filing, publication: 3 })
      .thenRejected({ code: 'publication-unknown', publication: 3, published: 2 });
  });

  it('is refused where nothing is published, the rules take none, or the entry is of another contest', () => {
    spec()
      .when(filing, { given: given(undefined, []) })
      .thenRejected({ code: 'publication-unknown', publication: 0, published: 0 });
    spec()
      .when(filing, { given: given({ anonymous: true }) })
      .thenRejected({ code: 'appeals-not-taken' });
    spec()
      .when(filing, { given: given({}) })
      .thenRejected({ code: 'appeals-not-taken' });
    const elsewhere = { ...given(), entry: { ...appealed([]), contest: 'welding' } };
    spec().when(filing, { given: elsewhere }).thenRejected({ code: 'entry-unknown' });
    spec()
      .when(filing, { given: { ...given(), entry: appealedFold.initial } })
      .thenRejected({ code: 'entry-unknown' });
    spec()
      .when({ ...filing, contest: 'x' })
      .thenRejected({ code: 'contest-unknown', contest: 'x' });
  });

  it('may be about a sanction against the entry that still stands', () => {
    const about = { ...filing, sanction: 's1' };
    const standing = { ...given(), sanction: sanctionState(recordedSanction, signedSanction) };
    spec()
      .when(about, { given: standing })
      .then({ ...filed, sanction: 's1' });
    spec()
      .when(about, { given: { ...given(), sanction: sanctionState() } })
      .thenRejected({ code: 'sanction-unknown' });
    const others = { ...given(), sanction: sanctionState({ ...recordedSanction, entry: 'e2' }) };
    spec().when(about, { given: others }).thenRejected({ code: 'sanction-unknown' });
    const lifted = { ...given(), sanction: sanctionState(recordedSanction, signedSanction, liftedSanction) };
    spec().when(about, { given: lifted }).thenRejected({ code: 'sanction-lifted' });
  });

  it('domain-rules 132: the same paper sent twice counts once, another one under its number is a conflict', () => {
    spec(filed).when(filing).then();
    spec(filed)
      .when(filing, { now: at('20:00:00') })
      .then();
    spec(filed)
      .when({ ...filing, person: 'r2' })
      .thenRejected({ code: 'appeal-exists' });
    spec(filed, decided).when(filing).then();
  });
});

describe('withdrawing', () => {
  const withdraw = { type: 'WithdrawAppeal', competition: C, appeal: 'a1', reason: '已说明' } as const;
  const withdrawn: AppealEvent = { type: 'AppealWithdrawn', ...on, appeal: 'a1', reason: '已说明', by: 'tester' };
  it('closes it', () => {
    spec(filed).when(withdraw).then(withdrawn);
    spec(filed, withdrawn).when(decide, arbiter).thenRejected({ code: 'appeal-closed', status: 'withdrawn' });
    spec(filed, decided).when(withdraw).thenRejected({ code: 'appeal-closed', status: 'decided' });
    spec().when(withdraw).thenRejected({ code: 'appeal-unknown' });
  });
});

describe('deciding', () => {
  it('is for somebody who has no part in it', () => {
    spec(filed).when(decide, arbiter).then(decided);
    spec(filed).when(decide, { actor: 'tester' }).thenRejected({ code: 'own-appeal' });
    spec(filed).when(decide, { actor: 'J2' }).thenRejected({ code: 'judge-concerned' });
    const about = { ...filed, sanction: 's1' } as AppealEvent;
    const world = { ...given(), sanction: sanctionState(recordedSanction, signedSanction) };
    for (const actor of ['head', 'clerk']) {
      spec(about).when(decide, { actor, given: world }).thenRejected({ code: 'judge-concerned' });
    }
    spec(about)
      .when(decide, { ...arbiter, given: world })
      .then(decided);
  });

  it('domain-rules 82: may come after its time', () => {
    spec(filed)
      .when(decide, { ...arbiter, now: at('23:00:00') })
      .then(decided);
  });

  it('domain-rules 82, 131: is for nobody who proposed or confirmed the correction that is appealed against', () => {
    const proposed: EntryEvent = { type: 'CorrectionProposed', ...correction, by: 'clerk' };
    const entry = appealed([proposed, { ...corrected, by: 'chief' }]);
    const late = { ...filed, entryRevision: 4 } as AppealEvent;
    for (const actor of ['clerk', 'chief']) {
      spec(late)
        .when(decide, { actor, given: { ...given(), entry } })
        .thenRejected({ code: 'judge-concerned' });
      // What came after the appeal answers it.
      spec(filed)
        .when(decide, { actor, given: { ...given(), entry } })
        .then({ ...decided, by: actor });
    }
  });

  it('domain-rules 83: names the corrections it led to, which two people made after it was filed', () => {
    const right = { ...decide, outcome: 'corrected', corrections: ['entry-skills2026.e1@3'] } as const;
    const after = { ...arbiter, given: { ...given(), entry: appealed([corrected]) } };
    spec(filed)
      .when(right, after)
      .then({ ...decided, outcome: 'corrected', corrections: right.corrections });
    spec(filed)
      .when({ ...right, corrections: [] }, after)
      .thenRejected({ code: 'corrections-missing' });
    spec(filed)
      .when({ ...decide, corrections: right.corrections }, after)
      .thenRejected({ code: 'corrections-misplaced' });
    const unnamed = { code: 'correction-unnamed', correction: 'entry-skills2026.e1@3' } as const;
    spec(filed).when(right, arbiter).thenRejected(unnamed);
    const proposed: EntryEvent = { type: 'CorrectionProposed', ...correction, by: 'x' };
    for (const event of [proposed, { ...corrected, afterPublication: false }]) {
      spec(filed)
        .when(right, { ...arbiter, given: { ...given(), entry: appealed([event]) } })
        .thenRejected(unnamed);
    }
    const earlier = { ...filed, entryRevision: 3 } as AppealEvent;
    spec(earlier).when(right, after).thenRejected(unnamed);
  });

  it('domain-rules 69, 82: lifts a veto that stands, and is decided by nobody who proposed or confirmed it', () => {
    const lift = { ...decide, outcome: 'lifted' } as const;
    const veto = { type: 'EntryVetoed', ...entryOn, clause: 'safety', reason: '事故', by: 'deputy' } as const;
    const back: EntryEvent = { type: 'EntryReinstated', ...entryOn, reason: '误判' };
    const by: EntryEvent = { type: 'EntryChangeProposed', ...entryOn, to: 'vetoed', reason: '事故', by: 'chief' };
    spec(filed)
      .when(lift, { ...arbiter, given: { ...given(), entry: appealed([by, veto]) } })
      .then({ ...decided, outcome: 'lifted' });
    const { type: _veto, clause: _clause, ...out } = veto;
    for (const ended of [veto, { type: 'EntryDisqualified', ...out } satisfies EntryEvent]) {
      for (const actor of ['chief', 'deputy']) {
        spec(filed)
          .when(lift, { actor, given: { ...given(), entry: appealed([by, ended]) } })
          .thenRejected({ code: 'judge-concerned' });
      }
    }
    spec(filed)
      .when(lift, { ...arbiter, given: { ...given(), entry: appealed([veto, back]) } })
      .thenRejected({ code: 'sanction-not-appealed' });
  });

  it('lifts only a sanction it is about', () => {
    const lift = { ...decide, outcome: 'lifted' } as const;
    spec(filed).when(lift, arbiter).thenRejected({ code: 'sanction-not-appealed' });
    const world = { ...given(), sanction: sanctionState(recordedSanction, signedSanction) };
    spec({ ...filed, sanction: 's1' })
      .when(lift, { ...arbiter, given: world })
      .then({ ...decided, outcome: 'lifted' });
  });

  it('happens once', () => {
    spec(filed, decided).when(decide, arbiter).thenRejected({ code: 'appeal-closed', status: 'decided' });
    spec().when(decide, arbiter).thenRejected({ code: 'appeal-unknown' });
  });
});
