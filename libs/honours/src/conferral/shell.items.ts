import { untyped, type BatchItem, type Vault } from '@xf/es';
import type { Embargoed } from '../embargo';
import type { ConferHonour } from '../honour/command';
import { honour } from '../honour/decide';
import type { NominationRow, RoundRow } from '../nomination/project';
import type { RoundCommand } from '../round/command';
import { personalIn, personalParts, type Personal } from '../personal';
import { round as roundDecider } from '../round/decide';
import type { Day } from '../terms';

export type Conferral = Embargoed & {
  readonly round: RoundRow;
  readonly award: string;
  /** The rows of the award's nominations; those of the shortlist are picked out. */
  readonly nominations: readonly NominationRow[];
  readonly decision: string;
  readonly conferredOn: Day;
  /** As the decision states it. domain-rules 116. */
  readonly count: number;
  /** Who takes the certificate of a receiver who has died. domain-rules 107. */
  readonly posthumous?: readonly { readonly nomination: string; readonly certificateTo?: string }[];
  /** What the register says of people, by their ids; what their nomination says goes before it. */
  readonly recorded?: ReadonlyMap<string, Personal>;
};

/** An entry of `posthumous`, by its place, that speaks of nobody on the shortlist or of somebody an entry before speaks of. */
export type StrayPosthumous = { readonly index: number; readonly why: 'not-on-shortlist' | 'repeated' };

export type ConferralItems =
  | { readonly ok: true; readonly items: readonly BatchItem[] }
  /** Nominations on the shortlist that cannot be conferred as they are: the view lacks them, or the person was erased. */
  | { readonly ok: false; readonly code: 'award-not-in-round' | 'shortlist-missing' }
  | { readonly ok: false; readonly code: 'posthumous-stray'; readonly entries: readonly StrayPosthumous[] }
  | { readonly ok: false; readonly code: 'nominees-unreadable'; readonly nominations: readonly string[] };

/**
 * A whole shortlist as one batch for `executeAll`: the decision on the round and an honour for each nominee, all or
 * none. What the view says is only gathered here; the deciders check it against the log.
 */
export async function conferralItems(conferral: Conferral, vault: Vault): Promise<ConferralItems> {
  const { round, award, decision, conferredOn, count, posthumous = [], recorded, embargoUntil } = conferral;
  const embargo = embargoUntil === undefined ? {} : { embargoUntil };
  const found = round.awards.find((one) => one.award === award);
  if (found === undefined) return { ok: false, code: 'award-not-in-round' };
  const shortlist = found.shortlists[found.shortlists.length - 1];
  if (shortlist === undefined) return { ok: false, code: 'shortlist-missing' };
  const entries = strayPosthumous(posthumous, shortlist.nominations);
  if (entries.length > 0) return { ok: false, code: 'posthumous-stray', entries };
  const rows = new Map(conferral.nominations.map((row) => [row.nomination, row]));
  const listed = shortlist.nominations.map((nomination) => rows.get(nomination));
  const names = await namesOf(vault, listed);
  const stated = await personalSaid(vault, listed);
  const honours: ConferHonour[] = [];
  const unreadable: string[] = [];
  for (const [n, nomination] of shortlist.nominations.entries()) {
    const [row, name] = [listed[n], names[n]];
    if (row === undefined || name === undefined) {
      unreadable.push(nomination);
      continue;
    }
    const late = posthumous.find((one) => one.nomination === nomination);
    const to = late?.certificateTo === undefined ? {} : { certificateTo: late.certificateTo };
    const { subject } = row;
    const personal = row.receiver === 'person' ? { ...recorded?.get(subject), ...stated[n] } : {};
    const said = {
      round: round.round,
      award,
      nomination,
      subject,
      name,
      ...personal,
      decision,
      conferredOn,
      ...embargo,
    };
    honours.push({ type: 'ConferHonour', ...said, ...(late === undefined ? {} : { posthumous: true, ...to }) });
  }
  if (unreadable.length > 0) return { ok: false, code: 'nominees-unreadable', nominations: unreadable };
  const decided = { round: round.round, award, decision, conferredOn, count, ...embargo };
  const record: RoundCommand = { type: 'RecordConferral', ...decided };
  const items = [
    { decider: untyped(roundDecider), command: record },
    ...honours.map((command) => ({ decider: untyped(honour), command })),
  ];
  return { ok: true, items };
}

/** Every entry must reach an honour: what a decision says of somebody cannot be added to it later. domain-rules 107. */
function strayPosthumous(
  posthumous: NonNullable<Conferral['posthumous']>,
  listed: readonly string[],
): readonly StrayPosthumous[] {
  return posthumous.flatMap(({ nomination }, index): readonly StrayPosthumous[] => {
    if (!listed.includes(nomination)) return [{ index, why: 'not-on-shortlist' }];
    const isRepeated = posthumous.findIndex((one) => one.nomination === nomination) < index;
    return isRepeated ? [{ index, why: 'repeated' }] : [];
  });
}

/** Names as they can be read, undefined where they cannot; a team's or a unit's as it is. */
async function namesOf(vault: Vault, rows: readonly (NominationRow | undefined)[]) {
  const revealed = (await vault.reveal(rows.flatMap((row) => row?.name ?? []))).values();
  return rows.map((row) => (row?.name === undefined ? row?.title : revealed.next().value));
}

/** What each nomination says beside the name, as far as it can be read. */
async function personalSaid(vault: Vault, rows: readonly (NominationRow | undefined)[]): Promise<readonly Personal[]> {
  const sealed = rows.flatMap((row) => personalParts.flatMap((part) => row?.[part] ?? []));
  const revealed = await vault.reveal(sealed);
  const plain = new Map(sealed.map((text, n) => [text, revealed[n]]));
  return rows.map((row) =>
    personalIn(Object.fromEntries(personalParts.map((part) => [part, plain.get(row?.[part] ?? '')]))),
  );
}
