import { specFor } from '@xf/es/testing';
import { honourFold } from '../honour/rules';
import type { RoundState } from '../round/rules';
import { Announced } from '../round/rules.announced';
import { certificate, medal, proposed } from '../testing/examples';
import type { CorrectNominationMember } from './command';
import { nomination } from './decide';
import type { NominationEvent } from './events';

const inRound = (over: object = {}): RoundState => ({
  ...{ status: 'open', organization: 'd1', year: 2026 },
  awards: new Map([
    ['medal', { document: medal, announced: new Announced(), ...over }],
    ['certificate', { document: certificate, announced: new Announced() }],
  ]),
});
const listed = inRound({ shortlist: { version: 1, nominations: [{ nomination: 'n1', subject: 'p_n1' }] } });
const withRound = (round: RoundState) =>
  specFor(nomination, { given: { round, honour: honourFold.initial }, actor: 'ann' });
const early = withRound(inRound());
const late = withRound(listed);

const on = { round: 'r2026', award: 'medal', nomination: 'n1' };
const correct = (over: object = {}) =>
  ({ type: 'CorrectNomination', round: 'r2026', nomination: 'n1', name: '王填', reason: '笔误', ...over }) as const;
const confirm = (correction = 1) =>
  ({ type: 'ConfirmNominationCorrection', round: 'r2026', nomination: 'n1', correction }) as const;
const asked = (over: object = {}): NominationEvent => ({
  ...{
    type: 'NominationCorrectionAsked',
    ...on,
    subject: 'p_n1',
    correction: 1,
    name: '王填',
    reason: '笔误',
    by: 'ann',
  },
  ...over,
});
const corrected = (over: object = {}): NominationEvent => ({
  ...{ type: 'NominationCorrected', ...on, correction: 1, by: 'ann' },
  ...over,
});

describe('what a nomination is called', () => {
  it('domain-rules 83, 131: is corrected at once before the shortlist, with its reason', () => {
    early(proposed()).when(correct()).then(asked(), corrected());
    early(proposed(), asked(), corrected())
      .when(correct({ name: undefined, unit: '第二机械厂' }))
      .then(asked({ correction: 2, name: undefined, unit: '第二机械厂' }), corrected({ correction: 2 }));
    early(proposed())
      .when(correct({ reason: ' ' }))
      .thenRejected({ code: 'reason-missing' });
  });

  it('domain-rules 131: waits for a second person once it is on the shortlist', () => {
    late(proposed()).when(correct()).then(asked());
    late(proposed(), asked()).when(confirm()).thenRejected({ code: 'second-person-needed' });
    late(proposed(), asked({ by: 'bo' }))
      .when(confirm())
      .then(corrected());
    late(proposed(), asked(), asked({ correction: 2, by: 'bo' }))
      .when(confirm(1))
      .thenRejected({ code: 'correction-not-asked', asked: 2 });
    late(proposed(), asked({ by: 'bo' }), corrected())
      .when(confirm())
      .thenRejected({ code: 'correction-not-asked' });
  });

  it('domain-rules 38, 131: waits for a second person once a notice lists it, and the notice is told', () => {
    const world = { round: inRound(), honour: honourFold.initial, noticed: true as const };
    const posted = specFor(nomination, { given: world, actor: 'ann' });
    posted(proposed()).when(correct()).then(asked());
    posted(proposed(), asked()).when(confirm()).thenRejected({ code: 'second-person-needed' });
    posted(proposed(), asked({ by: 'bo' }))
      .when(confirm())
      .then(corrected());
    const telling = (command: object, events: readonly NominationEvent[], given: object = world) => {
      const state = events.reduce((one, event) => nomination.evolve(one, event, 0), nomination.initial);
      return nomination.beside!(command as never, state, given as never).map((item) => item.command);
    };
    const note = { type: 'NoteCorrection', round: 'r2026', nomination: 'n1', correction: 1 };
    const waiting = [proposed(), asked({ by: 'bo' })];
    expect(telling(confirm(), waiting)).toEqual([{ ...note, anew: true }]);
    expect(telling({ ...confirm(), slip: true }, waiting)).toEqual([{ ...note, anew: false }]);
    const personal = [proposed(), asked({ by: 'bo', name: undefined, ethnicity: '土家族' })];
    expect(telling(confirm(), personal)).toEqual([{ ...note, anew: false }]);
    const unit = [proposed(), asked({ by: 'bo', name: undefined, unit: '另一公司' })];
    expect(telling(confirm(), unit)).toEqual([{ ...note, anew: true }]);
    const decision = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28' };
    expect(telling(confirm(), waiting, { ...world, round: inRound({ decision }) })).toEqual([{ ...note, anew: false }]);
    // One that waits is no correction yet; one that holds at once is noted where it was posted at the same moment.
    expect(telling(correct(), [proposed()])).toEqual([]);
    expect(telling(correct(), [proposed()], { ...world, noticed: undefined })).toEqual([{ ...note, anew: true }]);
  });

  it('domain-rules 131: is corrected of each member of a team, with a second person once it is listed, and after the decision', () => {
    const { name: _name, ...rest } = proposed('n1', { receiver: 'team', title: '一班' });
    const team = {
      ...rest,
      members: [
        { person: 'p1', name: '王一' },
        { person: 'p2', name: '赵二' },
      ],
    } as never;
    const member = (over: Partial<CorrectNominationMember> = {}): CorrectNominationMember =>
      ({
        ...{ type: 'CorrectNominationMember', round: 'r2026', nomination: 'n1', member: 2 },
        ...{ name: '赵贰', reason: '笔误', ...over },
      }) as const;
    const askedOf = (over: object = {}): NominationEvent => ({
      ...{ type: 'NominationMemberCorrectionAsked', ...on, member: 2, person: 'p2', correction: 1 },
      ...{ name: '赵贰', reason: '笔误', by: 'ann', ...over },
    });
    early(team).when(member()).then(askedOf(), corrected());
    late(team).when(member()).then(askedOf());
    late(team)
      .when(member({ member: 3 }))
      .thenRejected({ code: 'nominated-member-unknown', members: 2 });
    late(proposed())
      .when(member({ member: 1 }))
      .thenRejected({ code: 'nominated-member-unknown', members: 0 });
    late(team)
      .when(member({ name: ' ' }))
      .thenRejected({ code: 'name-missing' });
    const decision = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28' };
    const shortlist = { version: 1, nominations: [{ nomination: 'n1', subject: 'p_n1' }] };
    const decided = withRound(inRound({ decision, shortlist }));
    decided(team).when(member()).then(askedOf());
    decided(team, askedOf()).when(confirm()).thenRejected({ code: 'second-person-needed' });
    decided(team, askedOf({ by: 'bo' }))
      .when(confirm())
      .then(corrected());
    decided(team, askedOf({ by: 'bo' }), corrected())
      .when(confirm())
      .thenRejected({ code: 'correction-not-asked' });
  });

  it('keeps a team under its title', () => {
    const { name: _name, ...rest } = proposed('n1', { award: 'certificate', receiver: 'team', title: '一班' });
    const { name: _sealed, ...said } = asked({ award: 'certificate', title: '一班组' }) as never as { name: string };
    early(rest)
      .when(correct({ name: '一班组' }))
      .then(said as never, corrected({ award: 'certificate' }));
  });

  it('domain-rules 105: is left to the honour after the decision, and to nobody after a withdrawal', () => {
    const decision = { issuer: '黄工字', year: 2026, number: 5, conferredOn: '2026-04-28' };
    const decided = withRound(inRound({ decision }));
    const refused = { code: 'nomination-decided', decision: '黄工字〔2026〕5号' } as const;
    decided(proposed()).when(correct()).thenRejected(refused);
    decided(proposed(), asked({ by: 'bo' }))
      .when(confirm())
      .thenRejected(refused);
    early(proposed(), { type: 'NominationWithdrawn', ...on, reason: '放弃' })
      .when(correct())
      .thenRejected({ code: 'nomination-not-open', status: 'withdrawn' });
    early().when(correct()).thenRejected({ code: 'nomination-unknown' });
  });

  it('refuses a correction that says nothing', () => {
    const refused = (over: object) => early(proposed()).when(correct(over));
    refused({ name: undefined }).thenRejected({ code: 'correction-empty' });
    refused({ name: undefined, unit: ' ' }).thenRejected({ code: 'correction-empty' });
    refused({ name: ' ' }).thenRejected({ code: 'name-missing' });
  });
});
