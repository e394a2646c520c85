import { specFor } from '@xf/es/testing';
import { adoptionFold } from '../adoption/rules';
import { hashAwardDocument } from '../award/rules';
import { nominationFold } from '../nomination/rules';
import { roundFold } from '../round/rules';
import { conferred } from '../testing/examples';
import { adopted, keptMedal } from '../testing/keeping';
import { honourIdOf } from '../terms';
import type { ConferInstantly, RevokeHonour } from './command.keeping';
import { honour } from './decide';
import type { HonourEvent } from './events';
import { honourFold } from './rules';

const today = Date.parse('2027-06-01T02:00:00Z');
const world = { round: roundFold.initial, nomination: nominationFold.initial, adopted: adopted() };
const given = specFor(honour, { given: world, now: today, actor: 'wang' });
const of = { award: 'medal', subject: 'p_n1', honour: 0 };
const organization = 'd1';

const atOnce: ConferInstantly = {
  type: 'ConferInstantly',
  ...{ organization, award: 'medal', receiver: 'person', subject: 'p_n1', name: '王填', unit: '第一机械厂' },
  ...{ reason: '抗洪抢险', decision: '黄工字〔2026〕9号', conferredOn: '2026-08-12' },
};
const instant: HonourEvent = {
  type: 'InstantHonourConferred',
  ...{ award: 'medal', awardTitle: '区五一劳动奖章', level: 'district', organization, receiver: 'person' },
  ...{ subject: 'p_n1', name: '王填', unit: '第一机械厂', decision: { issuer: '黄工字', year: 2026, number: 9 } },
  ...{ conferredOn: '2026-08-12', plaque: '太平金牌工匠', reason: '抗洪抢险' },
  ...{ hash: hashAwardDocument(keptMedal), listYear: 2027 },
};

describe('conferring at once', () => {
  it('domain-rules 109: is not done again by a decision whose honour was revoked', () => {
    const revoked: HonourEvent = {
      ...{ type: 'HonourRevoked', ...of, organization, revocation: 'rev1', kind: 'ordered', cause: 'crime' },
      ...{ causeTitle: '受刑事处罚', decision: { issuer: '黄工字', year: 2027, number: 2 } },
      ...{ approvedBy: '区总工会', revokedOn: '2027-03-01', by: 'wang' },
    };
    const again = { id: honourIdOf('medal', 'p_n1', 0), revocation: 'rev1', revokedOn: '2027-03-01' };
    given(instant, revoked)
      .when(atOnce)
      .thenRejected({ code: 'honour-revoked', ...again });
  });

  it('domain-rules 106: in August it goes to the list of next May, single-listed', () => {
    given().when(atOnce).then(instant);
    const inMay = { conferredOn: '2026-05-01', listYear: 2026 };
    given()
      .when({ ...atOnce, conferredOn: '2026-05-01' })
      .then({ ...instant, ...inMay });
  });
  it('domain-rules 107: asks who takes the certificate of one who has died', () => {
    given()
      .when({ ...atOnce, posthumous: true })
      .thenRejected({ code: 'certificate-receiver-missing' });
    const late = { posthumous: true, certificateTo: '王小填' };
    given()
      .when({ ...atOnce, ...late })
      .then({ ...instant, ...late });
  });
  it('domain-rules 105: needs a decision number it can read', () =>
    given()
      .when({ ...atOnce, decision: '九号' })
      .thenRejected({ code: 'decision-unreadable' }));
  it('domain-rules 3: refuses a holder, also by the same decision', () => {
    const holder = { code: 'already-holder', decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' } as const;
    given(conferred()).when(atOnce).thenRejected(holder);
    given(instant)
      .when(atOnce)
      .thenRejected({ ...holder, decision: '黄工字〔2026〕9号', conferredOn: '2026-08-12' });
  });
  it('gives a repeatable award again by another decision', () => {
    const repeatable = adopted({ ...keptMedal, repeatable: true });
    const hash = hashAwardDocument({ ...keptMedal, repeatable: true });
    given(conferred())
      .when(atOnce, { given: { ...world, adopted: repeatable } })
      .then({ ...instant, hash });
  });
  it('goes by the wording of its day, and not without one that allows it', () => {
    const { instant: _instant, ...ordinary } = keptMedal;
    given()
      .when(atOnce, { given: { ...world, adopted: adopted(ordinary) } })
      .thenRejected({ code: 'instant-not-allowed' });
    given()
      .when(atOnce, { given: { ...world, adopted: adopted(keptMedal, '2026-08-13') } })
      .thenRejected({ code: 'rules-not-adopted', award: 'medal', day: '2026-08-12' });
  });
  it('domain-rules 1: refuses another receiver, a nameless one, no reason, a day that is none or ahead', () => {
    const refused = (over: Partial<ConferInstantly>) => given().when({ ...atOnce, ...over });
    refused({ receiver: 'unit' }).thenRejected({ code: 'receiver-mismatch', expected: 'person' });
    refused({ name: ' ' }).thenRejected({ code: 'name-missing' });
    refused({ reason: ' ' }).thenRejected({ code: 'reason-missing' });
    refused({ conferredOn: '2026-02-30' }).thenRejected({ code: 'no-such-day' });
    refused({ conferredOn: '2027-06-02' }).thenRejected({ code: 'day-ahead' });
    for (const year of [1990, 2050]) {
      const off = expect.objectContaining({ code: 'decision-year-off' }) as never;
      refused({ decision: `黄工字〔${year}〕1号` }).thenRejected(off);
    }
  });
});

const revoke = (over: Partial<RevokeHonour> = {}): RevokeHonour => ({
  type: 'RevokeHonour',
  ...of,
  ...{ organization, revocation: 'rev1', cause: 'crime', decision: '黄工字〔2027〕2号', approvedBy: '区总工会' },
  ...{ revokedOn: '2027-03-01', returnBy: '2027-03-31' },
  ...over,
});
const revoked: HonourEvent = {
  type: 'HonourRevoked',
  ...{ ...of, organization, revocation: 'rev1', kind: 'ordered', cause: 'crime', causeTitle: '受刑事处罚' },
  ...{ decision: { issuer: '黄工字', year: 2027, number: 2 }, approvedBy: '区总工会' },
  ...{ revokedOn: '2027-03-01', returnBy: '2027-03-31', by: 'wang' },
};
const check = { type: 'CheckHonour', ...of, organization, checkedOn: '2027-03-01', report: '核〔2027〕1号' } as const;
const failed: HonourEvent = {
  type: 'HonourChecked',
  ...{ ...of, checkedOn: '2027-03-01', passed: false, report: '核〔2027〕1号', rectifyBy: '2027-04-01', by: 'wang' },
};

describe('revoking', () => {
  it('domain-rules 109: records cause, approving body, document number and day; the conferral stays', () => {
    given(conferred()).when(revoke()).then(revoked);
    const state = [conferred(), revoked].reduce((s, event) => honourFold.evolve(s, event, 0), honourFold.initial);
    expect(state.held).toEqual([]);
    expect(state.revoked).toMatchObject([{ honour: 0, conferredOn: '2026-04-28', revokedOn: '2027-03-01' }]);
  });
  it('adds nothing for the same decision and refuses another one', () => {
    given(conferred(), revoked).when(revoke()).then();
    given(conferred(), revoked)
      .when(revoke({ revocation: 'rev2' }))
      .thenRejected({
        code: 'honour-revoked',
        id: honourIdOf('medal', 'p_n1', 0),
        revocation: 'rev1',
        revokedOn: '2027-03-01',
      });
  });
  it('domain-rules 110: wants nothing back before it was given', () => {
    given(conferred())
      .when(revoke({ returnBy: '2020-01-01' }))
      .thenRejected({ code: 'keeping-day-early', field: 'returnBy', earliest: '2026-04-28' });
  });
  it('domain-rules 109: refuses a cause that is not on the list of that day', () => {
    const known = ['fraud', 'crime', 'failed', 'gone'];
    given(conferred())
      .when(revoke({ cause: 'rude' }))
      .thenRejected({ code: 'cause-unknown', cause: 'rude', known });
    given(conferred())
      .when(revoke(), { given: { ...world, adopted: adoptionFold.initial } })
      .thenRejected({ code: 'rules-not-adopted', award: 'medal', day: '2027-03-01' });
  });
  it('refuses an honour of somebody else, a day before it was given or ahead, an unreadable number', () => {
    given().when(revoke()).thenRejected({ code: 'honour-unknown' });
    given(conferred())
      .when(revoke({ organization: 'd2' }))
      .thenRejected({ code: 'honour-unknown' });
    given(conferred())
      .when(revoke({ revokedOn: '2026-04-27' }))
      .thenRejected({ code: 'keeping-day-early', field: 'decidedOn', earliest: '2026-04-28' });
    given(conferred())
      .when(revoke({ revokedOn: '2027-06-02' }))
      .thenRejected({ code: 'keeping-day-ahead', field: 'decidedOn' });
    given(conferred())
      .when(revoke({ decision: '2' }))
      .thenRejected({ code: 'decision-unreadable' });
  });
  it('domain-rules 111: three kinds; the automatic one only once its term is over', () => {
    const gone = { kind: 'natural', cause: 'gone', causeTitle: '单位撤销' } as const;
    given(conferred())
      .when(revoke({ cause: 'gone' }))
      .then({ ...revoked, ...gone });
    given(conferred(), failed)
      .when(revoke({ cause: 'failed', revokedOn: '2027-04-01' }))
      .thenRejected({ code: 'removal-not-due' });
    const automatic = { kind: 'automatic', cause: 'failed', causeTitle: '复查不合格且逾期未整改' } as const;
    given(conferred(), failed)
      .when(revoke({ cause: 'failed', revokedOn: '2027-04-02' }))
      .then({ ...revoked, ...automatic, revokedOn: '2027-04-02' });
  });
  it('domain-rules 129: fraud brings the unit that recommended along, and nothing else does', () => {
    const by = (events: readonly HonourEvent[]) =>
      events.reduce((s, event) => honourFold.evolve(s, event, 0), honourFold.initial);
    const brought = (command: RevokeHonour, events: readonly HonourEvent[]) =>
      honour.beside?.(command, by(events), world).map((item) => item.command);
    expect(brought(revoke({ cause: 'fraud' }), [conferred()])).toEqual([
      { type: 'RecordFraud', unit: 'u7', round: 'r2026', foundOn: '2027-03-01', revocation: 'rev1' },
    ]);
    expect(brought(revoke(), [conferred()])).toEqual([]);
    expect(brought(revoke({ cause: 'fraud' }), [instant])).toEqual([]);
  });
  it('domain-rules 3: lets the honour be given again', () => given(conferred(), revoked).when(atOnce).then(instant));
});

describe('handing the plaque back', () => {
  const back = { type: 'ReturnPlaque', ...of, organization, revocation: 'rev1', returnedOn: '2027-03-20' } as const;
  const returned: HonourEvent = {
    type: 'PlaqueReturned',
    ...of,
    revocation: 'rev1',
    returnedOn: '2027-03-20',
    by: 'wang',
  };
  it('domain-rules 110: is recorded once, on one day', () => {
    given(conferred(), revoked).when(back).then(returned);
    given(conferred(), revoked, returned).when(back).then();
    given(conferred(), revoked, returned)
      .when({ ...back, returnedOn: '2027-03-21' })
      .thenRejected({ code: 'plaque-returned', returnedOn: '2027-03-20' });
  });
  it('is not recorded of an honour that is held, was revoked otherwise, or nobody has', () => {
    given(conferred()).when(back).thenRejected({ code: 'honour-not-revoked' });
    given(conferred(), revoked)
      .when({ ...back, revocation: 'rev2' })
      .thenRejected({ code: 'honour-not-revoked' });
    given().when(back).thenRejected({ code: 'honour-unknown' });
  });
});

describe('looking at a holder anew', () => {
  it('domain-rules 111: a failed one has the term of the document, which ends on its last day', () => {
    given(conferred())
      .when({ ...check, passed: false })
      .then(failed);
    const rectified = { type: 'RectifyHonour', ...of, organization, rectifiedOn: '2027-04-01', report: '核2' } as const;
    const { organization: _organization, ...facts } = rectified;
    const done: HonourEvent = { ...facts, type: 'HonourRectified', by: 'wang' };
    given(conferred(), failed).when(rectified).then(done);
    given(conferred(), failed, done).when(rectified).then();
    given(conferred(), failed)
      .when({ ...rectified, rectifiedOn: '2027-04-02' })
      .thenRejected({ code: 'rectification-late', rectifyBy: '2027-04-01' });
    given(conferred()).when(rectified).thenRejected({ code: 'rectification-missing' });
  });
  it('domain-rules 111: one that passes after the term takes nothing back; in time it does', () => {
    const again = { ...check, passed: true } as const;
    given(conferred(), failed)
      .when({ ...again, checkedOn: '2027-04-02' })
      .thenRejected({ code: 'rectification-late', rectifyBy: '2027-04-01' });
    const { rectifyBy: _term, ...passedInTime } = { ...failed, passed: true, checkedOn: '2027-04-01' };
    given(conferred(), failed)
      .when({ ...again, checkedOn: '2027-04-01' })
      .then(passedInTime);
  });
  it('without a term there is nothing to put right', () => {
    const none = { given: { ...world, adopted: adopted({ ...keptMedal, removal: { causes: [] } }) } };
    const { rectifyBy: _term, ...atOnceDue } = failed;
    given(conferred())
      .when({ ...check, passed: false }, none)
      .then(atOnceDue);
  });
  it('refuses a day before the last one', () =>
    given(conferred(), failed)
      .when({ ...check, passed: true, checkedOn: '2027-02-28' })
      .thenRejected({ code: 'keeping-day-early', field: 'checkedOn', earliest: '2027-03-01' }));
});

describe('a place that changed', () => {
  const place = { competition: 'skills2026', contest: 'turning', board: 'overall', entry: 'e1' };
  const note = { type: 'NotePlace', ...of, organization, ...place, was: 2, version: 2, position: 90 } as const;
  const { organization: _of, ...facts } = note;
  const noted: HonourEvent = { ...facts, type: 'HonourPlaceChanged' };
  const keep = { type: 'KeepHonour', ...of, organization, reason: '并列，不影响授予' } as const;
  it('domain-rules 84: is told until somebody settles it, and takes nothing away by itself', () => {
    given(conferred()).when(note).then(noted);
    given(conferred(), noted).when(note).then();
    given(conferred(), noted)
      .when({ ...note, version: 3, rank: 2 })
      .then({ ...noted, version: 3, rank: 2 });
    const state = [conferred(), noted].reduce((s, event) => honourFold.evolve(s, event, 0), honourFold.initial);
    expect(state.held).toHaveLength(1);
    given(conferred(), noted)
      .when(keep)
      .then({ type: 'HonourKept', ...of, reason: keep.reason, by: 'wang' });
    given(conferred()).when(keep).thenRejected({ code: 'place-settled' });
    given(conferred(), noted, { ...noted, version: 3, rank: 2 })
      .when(keep)
      .thenRejected({ code: 'place-settled' });
  });
  it('is not told of the place it was given for, nor of a revoked honour', () => {
    given(conferred())
      .when({ ...note, rank: 2 })
      .then();
    given(conferred(), revoked).when(note).then();
  });
});
