import type { RoundRejection } from './command';
import type { Confirming, RoundGiven } from './decide.held';
import type { AwardInRound } from './rules';

/**
 * Everybody open whom the common reason leaves off. A list that follows from the one before leaves off whom that one did:
 * nobody gave a reason for who came since.
 */
export function othersOf({ command, award, given, carried }: Confirming): readonly string[] {
  if (command.others === undefined) return [];
  const named = new Set([...command.nominations, ...command.omitted.map(({ nomination }) => nomination)]);
  const asked = carried ? (award.shortlist?.others?.nominations ?? []) : [...award.announced];
  return asked.filter((one) => given.nominations.get(one)?.status === 'open' && !named.has(one));
}

/** Every open nomination is on the list or left off it for a reason, and nobody twice. */
export function accountsForAll(confirming: Confirming): RoundRejection | undefined {
  const { command, award, given } = confirming;
  const known = given.nominations;
  const { nominations, omitted } = command;
  const accounted = new Set<string>();
  for (const nomination of [...nominations, ...omitted.map((one) => one.nomination)]) {
    if (accounted.has(nomination)) return { code: 'nomination-repeated', nomination };
    accounted.add(nomination);
    const wrong = notOpen(nomination, award, known);
    if (wrong !== undefined) return wrong;
  }
  const others = othersOf(confirming);
  const reasons = [...omitted, ...others.map((nomination) => ({ nomination, reason: command.others ?? '' }))];
  const unexplained = reasons.find(({ reason }) => reason.trim() === '');
  if (unexplained !== undefined) return { code: 'reason-missing', nomination: unexplained.nomination };
  for (const one of others) accounted.add(one);
  const forgotten = [...award.announced].filter((one) => known.get(one)?.status === 'open' && !accounted.has(one));
  return forgotten.length > 0 ? { code: 'nomination-unaccounted', nominations: forgotten } : undefined;
}

/** Why a nomination of the award does not stand. */
export function notOpen(
  nomination: string,
  award: AwardInRound,
  known: RoundGiven['nominations'],
): RoundRejection | undefined {
  const found = award.announced.has(nomination) ? known.get(nomination) : undefined;
  if (found === undefined || found.status === 'unknown') return { code: 'nomination-unknown', nomination };
  return found.status === 'open' ? undefined : { code: 'nomination-not-open', nomination, status: found.status };
}

/** Repeatable is an honour from one round to the next; one decision gives it once. */
export function namesNobodyTwice({
  command,
  given,
}: Pick<Confirming, 'command' | 'given'>): RoundRejection | undefined {
  const subjects = command.nominations.map((one) => ({ nomination: one, subject: subjectOf(one, given.nominations) }));
  const twice = sharingAReceiver(subjects);
  return twice.length > 0 ? { code: 'receiver-listed-twice', nominations: twice } : undefined;
}

export function subjectOf(nomination: string, known: RoundGiven['nominations']): string {
  const found = known.get(nomination);
  if (found === undefined || found.status === 'unknown') throw new Error(`nomination ${nomination} has no receiver`);
  return found.proposed.subject;
}

export function sharingAReceiver(
  listed: readonly { readonly nomination: string; readonly subject: string }[],
): string[] {
  const seen = new Map<string, string>();
  for (const { nomination, subject } of listed) {
    const first = seen.get(subject);
    if (first !== undefined) return [first, nomination];
    seen.set(subject, nomination);
  }
  return [];
}
