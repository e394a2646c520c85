import { accept, noChange, openText, reject, type Facts } from '@xf/es';
import { rulesOf } from '../competition/rules';
import { changedPoints, isSameSeed, type CarriedPoint, type Origin } from '../terms';
import type { EntryRejection } from './command';
import type { Answer, Command, EntryState, Known, Open } from './decide.state';
import { whatOf, type Amendment, type EntryEvent } from './events';

type Given = Pick<Facts, 'actor' | 'opened'>;

/** What the rules do not ask for may be asked for by an award, so an unknown attribute is kept as it is. */
export function wrongAttribute(
  attributes: Readonly<Record<string, string>>,
  contest: Open,
): EntryRejection | undefined {
  const rules = rulesOf(contest.rules);
  for (const [attribute, value] of Object.entries(attributes)) {
    const problem = rules.checkAttribute(attribute, value);
    if (problem !== undefined && problem.code !== 'unknown-attribute')
      return { code: 'attribute-refused', attribute, problem };
  }
  return undefined;
}

/** The sealed names of an amendment that waits. */
export function amendedNames(state: EntryState): readonly string[] {
  if (state.status === 'unknown' || state.amendment === undefined) return [];
  const { name, was } = state.amendment;
  return [name, was?.name].filter((text) => text !== undefined);
}

/**
 * A name that was written wrong is written right, and both stay in the log. Once results are public that waits for a second
 * person. domain-rules 83, 131.
 */
export function correctName(command: Command<'CorrectName'>, state: Known, contest: Open, given: Given): Answer {
  const { name, subject, reason } = command;
  const { amendment, submitted } = state;
  if (amendment !== undefined) {
    const waiting = amendment.title ?? (amendment.name && openText(given, amendment.name));
    return waiting === name ? noChange : reject({ code: 'amendment-pending', what: whatOf(amendment) });
  }
  const isPerson = submitted.kind === 'person';
  const was = isPerson ? submitted.name && openText(given, submitted.name) : submitted.title;
  if (was === undefined) return reject({ code: 'name-erased' });
  if (was === name) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const before = { subject: submitted.subject };
  const names = isPerson
    ? { ...before, name, was: { ...before, name: was } }
    : { subject, title: name, was: { ...before, title: was } };
  return amend(command, { ...names, reason }, contest, given.actor);
}

/**
 * A number that was typed wrong, or that nobody knew when the entry came in, is recorded with a reason; the lot that is drawn
 * once a tie is there, say. Marks stay. Once results are public it waits for a second person. domain-rules 83, 131.
 */
export function correctAttributes(
  command: Command<'CorrectAttributes'>,
  { amendment, submitted }: Known,
  contest: Open,
  given: Given,
): Answer {
  const { attributes, reason } = command;
  const points = changedPoints(submitted.attributes ?? {}, attributes);
  if (amendment !== undefined) {
    const what = whatOf(amendment);
    const isSame = what === 'attributes' && isSamePoints(points, amendment.carried);
    return isSame ? noChange : reject({ code: 'amendment-pending', what });
  }
  if (points.length === 0) return noChange;
  const rules = rulesOf(contest.rules);
  for (const { name: attribute, from, to } of points) {
    const problem = rules.checkAttribute(attribute, to);
    // One that an award asks for was taken with the entry; another one is a name typed wrong.
    if (problem !== undefined && (problem.code !== 'unknown-attribute' || from === undefined))
      return reject({ code: 'attribute-refused', attribute, problem });
  }
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  return amend(command, { subject: submitted.subject, carried: points, reason }, contest, given.actor);
}

const isSamePoints = (one: readonly CarriedPoint[], other: readonly CarriedPoint[] = []): boolean =>
  one.length === other.length && one.every(({ name, to }) => other.some((it) => it.name === name && it.to === to));

/**
 * What an entry carries is replaced by what its source gives it by a later publication: points, and the place itself. Marks
 * given here are not touched; they stand on what was recorded here. domain-rules 57, 83.
 */
export function renewCarried(command: Command<'RenewCarried'>, state: Known, contest: Open, given: Given): Answer {
  const { from, carried, reason } = command;
  const { amendment, submitted, status } = state;
  if (!isSamePlace(submitted.from, from)) return reject({ code: 'origin-differs' });
  if (amendment !== undefined) {
    const isSame = amendment.from?.version === from.version;
    return isSame ? noChange : reject({ code: 'amendment-pending', what: whatOf(amendment) });
  }
  if (status !== 'competing') return reject({ code: 'entry-not-competing', status });
  const points = changedPoints(submitted.attributes ?? {}, carried);
  if (from.version <= submitted.from.version || (points.length === 0 && isSameSeed(submitted.from, from)))
    return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const wrong = wrongAttribute(carried, contest);
  if (wrong !== undefined) return reject(wrong);
  const { subject, from: wasFrom } = submitted;
  return amend(command, { subject, carried: points, from, wasFrom, reason }, contest, given.actor);
}

type At = { readonly competition: string; readonly entry: string };

function amend({ competition, entry }: At, amendment: Amendment, contest: Open, by: string): Answer {
  const on = { competition, contest: contest.contest.contest, entry };
  if (contest.published > 0) return accept({ type: 'EntryAmendmentProposed', ...on, ...amendment, by });
  return accept({ type: 'EntryAmended', ...on, ...amendment, afterPublication: false });
}

/** Who proposed it may not confirm it. domain-rules 131. */
export function confirmAmendment(
  command: Command<'ConfirmAmendment'>,
  { amendment }: Known,
  contest: Open,
  given: Given,
): Answer {
  if (amendment === undefined) return reject({ code: 'amendment-unknown' });
  if (amendment.by === given.actor) return reject({ code: 'second-person-needed' });
  const { by: _by, ...said } = amendment;
  if (said.name === undefined) return accept(done(command, said, contest));
  const [name, was] = [said.name, said.was?.name].map((text) => text && openText(given, text));
  if (name === undefined) return reject({ code: 'name-erased' });
  const before = was === undefined ? {} : { was: { subject: said.subject, name: was } };
  return accept(done(command, { ...said, name, ...before }, contest));
}

function done({ competition, entry }: At, said: Amendment, { contest: { contest } }: Open): EntryEvent {
  const { subject, name, title, was, carried, from, wasFrom, reason } = said;
  return {
    ...{ type: 'EntryAmended', competition, contest, entry, subject },
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(was === undefined ? {} : { was }),
    ...(carried === undefined ? {} : { carried }),
    ...(from === undefined ? {} : { from }),
    ...(wasFrom === undefined ? {} : { wasFrom }),
    ...{ reason, afterPublication: true },
  };
}

/** By whom it was proposed it is withdrawn, by anybody else refused. */
export function refuseAmendment(
  { competition, entry, reason }: Command<'RefuseAmendment'>,
  { amendment }: Known,
  contest: Open,
  by: string,
): Answer {
  if (amendment === undefined) return reject({ code: 'amendment-unknown' });
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const on = { competition, contest: contest.contest.contest, entry };
  return accept({ type: 'EntryAmendmentRefused', ...on, reason, by });
}

function isSamePlace(was: Origin | undefined, is: Origin): was is Origin {
  return was?.competition === is.competition && was.contest === is.contest && was.entry === is.entry;
}
