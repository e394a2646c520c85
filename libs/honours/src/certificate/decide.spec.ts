import { specFor } from '@xf/es/testing';
import { adoptionFold } from '../adoption/rules';
import { honourFold } from '../honour/rules';
import type { HonourEvent } from '../honour/events';
import { conferred } from '../testing/examples';
import { adopted } from '../testing/keeping';
import { honourIdOf } from '../terms';
import { certificates } from './decide';
import type { CertificateEvent } from './events';

const stateOf = (...events: readonly HonourEvent[]) =>
  events.reduce((state, event) => honourFold.evolve(state, event, 0), honourFold.initial);
const revoked: HonourEvent = {
  type: 'HonourRevoked',
  ...{ award: 'medal', subject: 'p_n1', honour: 0, organization: 'd1', revocation: 'rev1', kind: 'ordered' },
  ...{ cause: 'crime', causeTitle: '受刑事处罚', decision: { issuer: '黄工字', year: 2027, number: 2 } },
  ...{ approvedBy: '区总工会', revokedOn: '2027-03-01', by: 'wang' },
};
const world = { honour: stateOf(conferred()), adopted: adopted(), numbers: null };
const given = specFor(certificates, { given: world, now: Date.parse('2027-06-01T02:00:00Z'), actor: 'wang' });

const series = { organization: 'd1', award: 'medal', series: 'paper', year: 2026 };
const issue = { type: 'IssueCertificate', ...series, subject: 'p_n1', honour: 0, issuedOn: '2026-05-01' } as const;
const issued = (n: number, over: object = {}): CertificateEvent => ({
  type: 'CertificateIssued',
  ...{ ...series, subject: 'p_n1', honour: 0, n, number: `黄奖章2026000${n}`, issuedOn: '2026-05-01' },
  ...{ issuers: ['区总工会', '团区委'], by: 'wang' },
  ...over,
});
const replace = {
  type: 'ReplaceCertificate',
  ...{ ...series, number: '黄奖章20260001', reason: '遗失', replacedOn: '2027-01-05' },
} as const;
const voided: CertificateEvent = {
  type: 'CertificateVoided',
  ...{ ...series, subject: 'p_n1', honour: 0, n: 1, number: '黄奖章20260001' },
  ...{ reason: '遗失', voidedOn: '2027-01-05', by: 'wang' },
};

describe('a number of a series', () => {
  it('is the next one, filled with zeros, and names every body that gives it', () => {
    given().when(issue).then(issued(1));
    given(issued(1, { subject: 'p2' }))
      .when(issue)
      .then(issued(2));
  });
  it('runs in a stream of its award, organisation, series and year', () => {
    expect(certificates.stream(issue)).toBe('certificates-d1.medal~paper~2026');
  });
  it('is given once to an honour', () =>
    given(issued(1)).when(issue).thenRejected({ code: 'certificate-issued', number: '黄奖章20260001' }));
  it('domain-rules 113: claims the numbers of its prefix and year with the first one, and is not given where they are others’', () => {
    const own = { organization: 'd1', award: 'medal', series: 'paper' };
    const claim = { type: 'ClaimNumbers', ...series, prefix: '黄奖章' };
    const beside = (numbers: typeof own | null) =>
      certificates.beside?.(issue, { issued: [] }, { ...world, numbers }).map(({ command }) => command);
    expect([beside(null), beside(own)]).toEqual([[claim], []]);
    given()
      .when(issue, { given: { ...world, numbers: own } })
      .then(issued(1));
    for (const other of [{ organization: 'd2' }, { award: 'model' }, { series: 'cup' }]) {
      const numbers = { ...own, ...other };
      const taken = { code: 'prefix-taken', prefix: '黄奖章', year: 2026, ...numbers } as const;
      given()
        .when(issue, { given: { ...world, numbers } })
        .thenRejected(taken);
      given(issued(1))
        .when(replace, { given: { ...world, numbers } })
        .thenRejected(taken);
      given()
        .when({ ...issue, onConferral: true }, { given: { ...world, numbers } })
        .then();
    }
  });
  it('is void when it is lost; both stay, and no number comes back', () => {
    const next = issued(2, { issuedOn: '2027-01-05', replaces: '黄奖章20260001' });
    given(issued(1)).when(replace).then(voided, next);
    given(issued(1), voided, next).when(replace).thenRejected({ code: 'certificate-void', number: '黄奖章20260001' });
    given(issued(1), voided, next)
      .when({ ...replace, number: '黄奖章20260002' })
      .then(
        { ...voided, n: 2, number: '黄奖章20260002' },
        issued(3, { issuedOn: '2027-01-05', replaces: '黄奖章20260002' }),
      );
  });
  it('is not replaced when there is none, without a reason, or before it was issued', () => {
    given().when(replace).thenRejected({ code: 'certificate-unknown' });
    given(issued(1))
      .when({ ...replace, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
    given(issued(1))
      .when({ ...replace, replacedOn: '2026-04-30' })
      .thenRejected({ code: 'keeping-day-early', field: 'replacedOn', earliest: '2026-05-01' });
  });
  it('domain-rules 109: is not given to an honour that was revoked, or that nobody holds', () => {
    given()
      .when(issue, { given: { ...world, honour: stateOf(conferred(), revoked) } })
      .thenRejected({
        code: 'honour-revoked',
        id: honourIdOf('medal', 'p_n1', 0),
        revocation: 'rev1',
        revokedOn: '2027-03-01',
      });
    given(issued(1))
      .when({ ...replace, replacedOn: '2027-03-02' }, { given: { ...world, honour: stateOf(conferred(), revoked) } })
      .thenRejected({
        code: 'honour-revoked',
        id: honourIdOf('medal', 'p_n1', 0),
        revocation: 'rev1',
        revokedOn: '2027-03-01',
      });
    given()
      .when(issue, { given: { ...world, honour: honourFold.initial } })
      .thenRejected({ code: 'honour-unknown' });
    given()
      .when({ ...issue, year: 2025 })
      .thenRejected({ code: 'honour-unknown' });
    given()
      .when({ ...issue, organization: 'd2' })
      .thenRejected({ code: 'honour-unknown' });
  });
  it('needs a wording that has the series, and a day on which it can have been issued', () => {
    given()
      .when({ ...issue, series: 'cup' })
      .thenRejected({ code: 'series-unknown', series: 'cup', known: ['paper', 'plaque'] });
    given()
      .when(issue, { given: { ...world, adopted: adoptionFold.initial } })
      .thenRejected({ code: 'rules-not-adopted', award: 'medal', day: '2026-05-01' });
    given()
      .when({ ...issue, issuedOn: '2026-04-27' })
      .thenRejected({ code: 'keeping-day-early', field: 'issuedOn', earliest: '2026-04-28' });
    given()
      .when({ ...issue, issuedOn: '2027-06-02' })
      .thenRejected({ code: 'keeping-day-ahead', field: 'issuedOn' });
  });
  it('that goes with a conferral is left out where it cannot be given, and refused to nobody', () => {
    given()
      .when({ ...issue, onConferral: true })
      .then(issued(1, { onConferral: true }));
    given(issued(1))
      .when({ ...issue, onConferral: true })
      .then();
  });
});
