import {
  accept,
  assertNever,
  noChange,
  reject,
  type Decider,
  type Decision,
  type Instant,
  type ReadState,
} from '@xf/es';
import { adoptionStream } from '../adoption/events';
import { adoptionFold, inForce, type AdoptionState } from '../adoption/rules';
import type { AwardDocument } from '../award/rules';
import type { CertificateSeries } from '../award/rules.keeping';
import { honourFold, type HonourState } from '../honour/rules';
import { dayOf, honourIdOf, honourStream, isDay, type Day } from '../terms';
import type { CertificateCommand, CertificateRejection } from './command';
import { claiming } from './decide.numbers';
import { seriesStream, type CertificateEvent } from './events';
import { numbersStream } from './events.numbers';
import { certificateNumber, seriesFold, type SeriesState } from './rules';
import { isOwn, numbersFold, type NumbersState } from './rules.numbers';

type Answer = Decision<CertificateEvent, CertificateRejection>;
type Command<T extends CertificateCommand['type']> = Extract<CertificateCommand, { type: T }>;
type Facts = { readonly now: Instant; readonly actor: string; readonly given: CertificateGiven };
export type CertificateGiven = {
  readonly honour: HonourState;
  readonly adopted: AdoptionState;
  /** Whose the numbers are that the series would print. */
  readonly numbers: NumbersState;
};

/**
 * Whoever gives a number gives it in the series' own stream, and the first one claims all numbers of its prefix and year in a
 * stream that every organisation and award shares: so two can never give the same one. domain-rules 113
 */
export const certificates: Decider<
  SeriesState,
  CertificateCommand,
  CertificateEvent,
  CertificateRejection,
  CertificateGiven
> = {
  ...seriesFold,
  stream: seriesStream,
  seesBatch: true,
  async given(command, read) {
    const { organization, award, year } = command;
    const adopted = await read(adoptionFold, adoptionStream(organization, award));
    const found = seriesIn(adopted, command, givenOn(command));
    const numbers = 'rejected' in found ? null : await read(numbersFold, numbersStream(found.form.prefix, year));
    const subject = command.type === 'IssueCertificate' ? command.subject : await holderOf(command, read);
    if (subject === undefined) return { honour: honourFold.initial, adopted, numbers };
    return { honour: await read(honourFold, honourStream(award, subject)), adopted, numbers };
  },
  beside(command, _state, { adopted, numbers }) {
    const found = seriesIn(adopted, command, givenOn(command));
    return 'rejected' in found || numbers !== null ? [] : [claiming(seriesOf(command), found.form.prefix)];
  },
  decide(command, state, facts) {
    switch (command.type) {
      case 'IssueCertificate': {
        const answer = issue(command, state, facts);
        // Nobody asked for one that goes with a conferral, so nobody would read why there is none.
        return 'rejected' in answer && command.onConferral === true ? noChange : answer;
      }
      case 'ReplaceCertificate':
        return replace(command, state, facts);
      default:
        return assertNever(command);
    }
  },
};

async function holderOf(command: Command<'ReplaceCertificate'>, read: ReadState): Promise<string | undefined> {
  const { issued } = await read(seriesFold, seriesStream(command));
  return issued.find(({ number }) => number === command.number)?.subject;
}

/** A revoked honour gets no number, neither a first one nor one for another that was lost. domain-rules 109. */
function revokedIn(
  { revoked }: HonourState,
  { award, organization }: CertificateCommand,
  { subject, honour }: { readonly subject: string; readonly honour: number },
): CertificateRejection | undefined {
  const found = revoked.find((one) => one.honour === honour && one.organization === organization);
  if (found === undefined) return undefined;
  const { revocation, revokedOn } = found;
  return { code: 'honour-revoked', id: honourIdOf(award, subject, honour), revocation, revokedOn };
}

function issue(command: Command<'IssueCertificate'>, state: SeriesState, { now, actor, given }: Facts): Answer {
  const { subject, honour, organization, year, issuedOn } = command;
  const revoked = revokedIn(given.honour, command, command);
  if (revoked !== undefined) return reject(revoked);
  const held = given.honour.held.find((one) => one.honour === honour && one.organization === organization);
  if (held === undefined || Number(held.conferredOn.slice(0, 4)) !== year) return reject({ code: 'honour-unknown' });
  const wrong = wrongDay('issuedOn', issuedOn, held.conferredOn, now);
  if (wrong !== undefined) return reject(wrong);
  const found = seriesIn(given.adopted, command, issuedOn);
  if ('rejected' in found) return reject(found.rejected);
  const taken = takenBy(given.numbers, command, found.form);
  if (taken !== undefined) return reject(taken);
  const earlier = state.issued.findLast((one) => one.subject === subject && one.honour === honour);
  if (earlier !== undefined) return reject({ code: 'certificate-issued', number: earlier.number });
  const n = state.issued.length + 1;
  return accept({
    type: 'CertificateIssued',
    ...seriesOf(command),
    ...{ subject, honour, n, number: certificateNumber(found.form, year, n), issuedOn },
    ...issuersOf(found.document),
    ...(command.onConferral === true ? { onConferral: true } : {}),
    by: actor,
  });
}

function replace(command: Command<'ReplaceCertificate'>, state: SeriesState, { now, actor, given }: Facts): Answer {
  const { number, reason, replacedOn, year } = command;
  const old = state.issued.find((one) => one.number === number);
  if (old === undefined) return reject({ code: 'certificate-unknown' });
  if (old.isVoid) return reject({ code: 'certificate-void', number });
  const revoked = revokedIn(given.honour, command, old);
  if (revoked !== undefined) return reject(revoked);
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const wrong = wrongDay('replacedOn', replacedOn, old.issuedOn, now);
  if (wrong !== undefined) return reject(wrong);
  const found = seriesIn(given.adopted, command, replacedOn);
  if ('rejected' in found) return reject(found.rejected);
  const taken = takenBy(given.numbers, command, found.form);
  if (taken !== undefined) return reject(taken);
  const { subject, honour } = old;
  const n = state.issued.length + 1;
  const of = { ...seriesOf(command), subject, honour };
  return accept(
    { type: 'CertificateVoided', ...of, n: old.n, number, reason, voidedOn: replacedOn, by: actor },
    {
      type: 'CertificateIssued',
      ...of,
      ...{ n, number: certificateNumber(found.form, year, n), issuedOn: replacedOn, replaces: number },
      ...issuersOf(found.document),
      by: actor,
    },
  );
}

const seriesOf = ({ organization, award, series, year }: CertificateCommand) => ({ organization, award, series, year });

const givenOn = (command: CertificateCommand): Day =>
  command.type === 'IssueCertificate' ? command.issuedOn : command.replacedOn;

function takenBy(
  numbers: NumbersState,
  command: CertificateCommand,
  { prefix }: CertificateSeries,
): CertificateRejection | undefined {
  if (numbers === null || isOwn(numbers, command)) return undefined;
  return { code: 'prefix-taken', prefix, year: command.year, ...numbers };
}

const issuersOf = ({ issuers }: AwardDocument) => (issuers === undefined ? {} : { issuers });

type Found =
  { readonly form: CertificateSeries; readonly document: AwardDocument } | { readonly rejected: CertificateRejection };

function seriesIn(adopted: AdoptionState, { award, series }: CertificateCommand, day: Day): Found {
  const document = inForce(adopted, day)?.document;
  if (document === undefined) return { rejected: { code: 'rules-not-adopted', award, day } };
  const all = document.certificates ?? [];
  const form = all.find((one) => one.series === series);
  if (form !== undefined) return { form, document };
  return { rejected: { code: 'series-unknown', series, known: all.map((one) => one.series) } };
}

function wrongDay(field: string, day: Day, earliest: Day, now: Instant): CertificateRejection | undefined {
  if (!isDay(day)) return { code: 'keeping-day-unknown', field };
  if (day > dayOf(now)) return { code: 'keeping-day-ahead', field };
  return day < earliest ? { code: 'keeping-day-early', field, earliest } : undefined;
}
