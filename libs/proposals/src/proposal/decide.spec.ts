import { historyAt, specFor } from '@xf/es/testing';
import { campaignDocument as document, onProposal as on, submit, submitted } from '../testing/examples';
import type { ProposalCommand } from './command';
import { proposal } from './decide';
import type { ProposalEvent } from './events';

/** Noon in Beijing on a day of the period. */
const now = Date.parse('2026-05-01T12:00:00+08:00');
const campaign = { status: 'open', organization: 'city', hash: 'h', document, since: 0, published: 0 } as const;
const world = { campaign, joining: { status: 'joined', headCount: 100, since: 10 } as const };
const given = specFor(proposal, { given: world, now, actor: 'ann' });

const adopted: ProposalEvent = { type: 'ProposalAdopted', ...on };
const declined: ProposalEvent = { type: 'ProposalDeclined', ...on, reason: '已有类似做法' };
const implemented: ProposalEvent = { type: 'ProposalImplemented', ...on, by: 'ann' };
const claimed: ProposalEvent = { type: 'BenefitClaimed', ...on, benefit: '6', by: 'bob' };
const verifiedBy = (by: string): ProposalEvent => ({
  type: 'BenefitVerified',
  ...on,
  claimed: '6',
  benefit: '5.611',
  document: '财证〔2026〕3号',
  by,
});
const verified = verifiedBy('cat');
const claimedPath = [submitted(), adopted, implemented, claimed] as const;

const at = { campaign: on.campaign, proposal: on.proposal };
const adopt: ProposalCommand = { type: 'AdoptProposal', ...at };
const decline: ProposalCommand = { type: 'DeclineProposal', ...at, reason: '已有类似做法' };
const implement: ProposalCommand = { type: 'ImplementProposal', ...at };
const claim = (benefit = '6'): ProposalCommand => ({ type: 'ClaimBenefit', ...at, benefit });
const verify = (over = {}): ProposalCommand => ({
  type: 'VerifyBenefit',
  ...at,
  benefit: '5.611',
  document: '财证〔2026〕3号',
  ...over,
});
const correct = (over = {}): ProposalCommand => ({
  type: 'CorrectBenefit',
  ...at,
  benefit: '5',
  document: '审字〔2026〕1号',
  reason: '重复计算',
  ...over,
});

describe('proposing', () => {
  it('takes a proposal of a kind the campaign has', () => given().when(submit()).then(submitted()));
  it('keeps what is proposed, where it is written down', () =>
    given()
      .when(submit({ content: '加装变频器' }))
      .then(submitted({ content: '加装变频器' })));
  it('domain-rules 132: counts the same sheet once, and refuses another under its number', () => {
    given(submitted()).when(submit()).then();
    given(submitted())
      .when(submit({ title: '别的', kind: 'method', proposers: [{ person: 'x2', name: '李' }] }))
      .thenRejected({ code: 'proposal-differs', fields: ['kind', 'title', 'proposers'] });
  });
  it('domain-rules 132: refuses another proposer under a number, but not over a name that was erased', () => {
    const another = submit({ proposers: [{ person: 'x1', name: '李' }] });
    const rejection = { code: 'proposal-differs' as const, fields: ['proposers'] };
    given(submitted({ proposers: [{ person: 'x1', name: '王' }] }))
      .when(another)
      .thenRejected(rejection);
    const sealed = submitted({ proposers: [{ person: 'x1', name: 'sealed:1:x1:name:abc' }] });
    given(sealed)
      .when(another, { opened: new Map([['sealed:1:x1:name:abc', '王']]) })
      .thenRejected(rejection);
    given(sealed)
      .when(another, { opened: new Map([['sealed:1:x1:name:abc', undefined]]) })
      .then();
  });
  it('refuses where there is no campaign, and a unit that has not joined', () => {
    given()
      .when(submit(), { given: { ...world, campaign: { status: 'unknown' } } })
      .thenRejected({ code: 'campaign-unknown' });
    given()
      .when(submit(), { given: { ...world, joining: { status: 'unknown' } } })
      .thenRejected({ code: 'unit-not-joined' });
  });
  it('refuses a kind the document does not have, and names those it has', () => {
    given()
      .when(submit({ kind: 'poem' }))
      .thenRejected({
        code: 'kind-unknown',
        kind: 'poem',
        known: ['suggestion', 'innovation', 'method', 'five_small'],
      });
  });
  it('refuses a proposal of nobody, and one person twice', () => {
    given()
      .when(submit({ proposers: [] }))
      .thenRejected({ code: 'proposers-missing' });
    const [one] = submit().proposers;
    given()
      .when(submit({ proposers: [one!, one!] }))
      .thenRejected({ code: 'proposer-repeated' });
  });
  it('takes the first and the last moment of the period in Beijing, and none beside', () => {
    const [first, last] = ['2026-01-01T00:00:00+08:00', '2026-12-31T23:59:59.999+08:00'].map(Date.parse);
    const outside = { code: 'outside-period', from: '2026-01-01', to: '2026-12-31' } as const;
    given()
      .when(submit({ at: first! }))
      .then(submitted());
    given().when(submit(), { now: last! }).then(submitted());
    given()
      .when(submit({ at: first! - 1 }))
      .thenRejected(outside);
    given()
      .when(submit(), { now: last! + 1 })
      .thenRejected(outside);
  });
  it('refuses to have been proposed before the unit joined', () => {
    given()
      .when(submit({ at: now - 1 }), { given: { ...world, joining: { status: 'joined', headCount: 1, since: now } } })
      .thenRejected({ code: 'before-earlier-step' });
  });
});

describe('from stage to stage', () => {
  it('is adopted, or declined with a reason', () => {
    given(submitted()).when(adopt).then(adopted);
    given(submitted()).when(decline).then(declined);
    given(submitted())
      .when({ ...decline, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
  });
  it('is implemented and its benefit claimed', () => {
    given(submitted(), adopted).when(implement).then(implemented);
    given(submitted(), adopted, implemented)
      .when(claim('6.0'))
      .then({ type: 'BenefitClaimed', ...on, benefit: '6', by: 'ann' });
  });
  it('takes the same step twice as one', () => {
    given(submitted(), adopted).when(adopt).then();
    given(submitted(), declined).when(decline).then();
    given(submitted(), adopted, implemented).when(implement).then();
    given(...claimedPath)
      .when(claim('6.00'))
      .then();
  });
  it.each<[string, readonly ProposalEvent[], ProposalCommand, object]>([
    ['adopting what was declined', [submitted(), declined], adopt, { stage: 'declined', needed: 'proposed' }],
    ['declining what was adopted', [submitted(), adopted], decline, { stage: 'adopted', needed: 'proposed' }],
    ['implementing what was not adopted', [submitted()], implement, { stage: 'proposed', needed: 'adopted' }],
    ['claiming before it is implemented', [submitted(), adopted], claim(), { stage: 'adopted', needed: 'implemented' }],
    ['verifying twice', [...claimedPath, verified], verify(), { stage: 'verified', needed: 'implemented' }],
    ['correcting what is not verified', claimedPath, correct(), { stage: 'implemented', needed: 'verified' }],
  ])('refuses %s', (_what, history, command, why) => {
    given(...history)
      .when(command, { actor: 'cat' })
      .thenRejected({ code: 'wrong-stage', ...why } as never);
  });
  it('refuses every step on a proposal nobody made', () => {
    for (const command of [adopt, decline, implement, claim(), verify(), correct()])
      given().when(command).thenRejected({ code: 'proposal-unknown' });
  });
  it('refuses a step before the one before it', () => {
    given(submitted())
      .when({ ...adopt, at: historyAt - 1 })
      .thenRejected({ code: 'before-earlier-step' });
    given(submitted())
      .when({ ...adopt, at: historyAt })
      .then(adopted);
  });
});

describe('a benefit', () => {
  const by = (actor: string) => ({ actor });

  it('domain-rules 102: is verified by a second person, on a document, with another figure where it must be', () => {
    given(...claimedPath)
      .when(verify(), by('cat'))
      .then(verified);
  });
  it('is not verified by whoever carried it out, claimed it, or claimed it first', () => {
    for (const actor of ['ann', 'bob'])
      given(...claimedPath)
        .when(verify(), by(actor))
        .thenRejected({ code: 'second-person-needed' });
    const again: ProposalEvent = { type: 'BenefitClaimed', ...on, benefit: '7', by: 'dan' };
    given(...claimedPath, again)
      .when(verify(), by('bob'))
      .thenRejected({ code: 'second-person-needed' });
  });
  it('is not verified before anybody claimed one, or without a document', () => {
    given(submitted(), adopted, implemented).when(verify(), by('cat')).thenRejected({ code: 'benefit-unclaimed' });
    given(...claimedPath)
      .when(verify({ document: ' ' }), by('cat'))
      .thenRejected({ code: 'document-missing' });
  });
  it.each(['-1', '-0.000001', '1000000000', '0.0000001', '六万'])('is not %s', (benefit) => {
    given(submitted(), adopted, implemented).when(claim(benefit)).thenRejected({ code: 'benefit-out-of-range' });
    given(...claimedPath)
      .when(verify({ benefit }), by('cat'))
      .thenRejected({ code: 'benefit-out-of-range' });
  });
  it.each(['0', '999999999.999999'])('may be %s', (benefit) => {
    given(submitted(), adopted, implemented)
      .when(claim(benefit))
      .then({ type: 'BenefitClaimed', ...on, benefit, by: 'ann' });
  });
  it('is corrected with a reason and a document, as of when it was verified, by neither of those it pleases', () => {
    const path = [...claimedPath, verified];
    given(...path)
      .when(correct({ reason: ' ' }), by('cat'))
      .thenRejected({ code: 'reason-missing' });
    given(...path)
      .when(correct({ document: ' ' }), by('cat'))
      .thenRejected({ code: 'document-missing' });
    given(...path)
      .when(correct(), by('bob'))
      .thenRejected({ code: 'second-person-needed' });
    given(...path)
      .when(correct({ benefit: '5.6110' }), by('cat'))
      .then();
    const state = path.reduce((known, event) => proposal.evolve(known, event, historyAt), proposal.initial);
    const document = '审字〔2026〕1号';
    expect(proposal.decide(correct(), state, { now, actor: 'cat', given: world })).toEqual({
      events: [{ type: 'BenefitCorrected', ...on, from: '5.611', to: '5', document, reason: '重复计算', by: 'cat' }],
      validAt: historyAt,
    });
  });
  it('domain-rules 102, 131: is corrected after a publication once a second person asks for the same figure', () => {
    const published = { ...world, campaign: { ...campaign, published: 1 } };
    const asked = (actor: string) => ({ actor, given: published });
    const path = [...claimedPath, verified];
    const content = { ...on, from: '5.611', to: '5', document: '审字〔2026〕1号', reason: '重复计算' };
    const proposed: ProposalEvent = { type: 'BenefitCorrectionProposed', ...content, by: 'cat' };
    given(...path)
      .when(correct(), asked('cat'))
      .then(proposed);
    given(...path, proposed)
      .when(correct(), asked('cat'))
      .then();
    given(...path, proposed)
      .when(correct(), asked('dan'))
      .then({ type: 'BenefitCorrected', ...content, by: 'dan' });
    given(...path, proposed)
      .when(correct({ benefit: '4' }), asked('dan'))
      .then({ ...proposed, to: '4', by: 'dan' });
    given(...path, proposed)
      .when(correct(), asked('bob'))
      .thenRejected({ code: 'second-person-needed' });
  });
});
