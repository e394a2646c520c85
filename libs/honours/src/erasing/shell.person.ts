import { competitionFold, competitionStream, entryCodec, entryStream, idPattern, subjectIdOf } from '@xf/competitions';
import { isSealed, revealOne, sealedParts, type Engine, type Reads } from '@xf/es';
import { lastUnit, personFold, personStream, unitFold, unitStream } from '@xf/registry';
import { nominationCodec } from '../nomination/events';
import { noticeCodec, noticeStream } from '../notice/events';
import { roll } from '../roll/project';
import { honoursOf, rollRows } from '../roll/query';
import { parseDecisionNumber, printDecisionNumber } from '../decision-number';
import { roundFold } from '../round/rules';
import { nominationStream, roundStream } from '../terms';

/** How somebody says whom they mean: by where the person stands, or by the ID number. */
export type PersonAsked =
  | { readonly by: 'entry'; readonly competition: string; readonly entry: string; readonly member?: number | undefined }
  | {
      readonly by: 'nomination';
      readonly round: string;
      readonly nomination: string;
      readonly member?: number | undefined;
    }
  | { readonly by: 'honour'; readonly award: string; readonly decision: string; readonly name: string }
  | { readonly by: 'objection' | 'signature'; readonly round: string; readonly objection: string }
  | { readonly by: 'registered'; readonly person: string }
  | { readonly by: 'id-number'; readonly idNumber: string };

export type FoundPerson = {
  readonly subject: string;
  /**
   * As it can be read now under the person's own key; absent where no record holds it, and of who was erased before. Never of who
   * objected or signed: more people read requests than may know an objector, and the paper tells whoever may.
   */
  readonly name?: string | undefined;
  /** Where the person was found, in words that hold nothing personal. */
  readonly found: string;
  /** Whose record it is; absent for an ID number, which belongs to nobody's records. */
  readonly organization?: string | undefined;
};

type Given = { readonly engine: Engine; readonly reads: Pick<Reads, 'at'> };

/** The person somebody means. Undefined when there is no such record, it is no person's, or it names several. */
export async function personOf({ engine, reads }: Given, asked: PersonAsked): Promise<FoundPerson | undefined> {
  switch (asked.by) {
    case 'entry':
      return entrant(engine, asked);
    case 'nomination':
      return nominee(engine, asked);
    case 'honour':
      return holder({ engine, reads }, asked);
    case 'objection':
    case 'signature':
      return ofPaper(engine, asked);
    case 'registered':
      return registered(engine, asked.person);
    case 'id-number': {
      const subject = subjectIdOf(engine.vault, 'person', { name: '', idNumber: asked.idNumber }, '');
      const rows = honoursOf(await reads.at(roll), subject);
      const own = rows.find((row) => isOwn(row));
      const name = own?.name === undefined ? undefined : await revealOne(engine.vault, own.name);
      return { subject, name, found: 'id-number' };
    }
  }
}

async function entrant(engine: Engine, { competition, entry, member }: Extract<PersonAsked, { by: 'entry' }>) {
  if (!idPattern.test(competition) || !idPattern.test(entry)) return undefined;
  const [first] = await engine.store.readStream(entryStream(competition, entry));
  const event = first && entryCodec.decode(first);
  if (event?.type !== 'EntrySubmitted') return undefined;
  const { state } = await engine.states.load(engine.store, competitionFold, competitionStream(competition));
  if (state.status === 'unknown') return undefined;
  const own = event.kind === 'person' ? event : {};
  return named(engine, { ...own, members: event.members }, member, {
    found: `entry ${competition}/${entry}`,
    organization: state.organization,
  });
}

async function nominee(engine: Engine, { round, nomination, member }: Extract<PersonAsked, { by: 'nomination' }>) {
  if (!idPattern.test(round) || !idPattern.test(nomination)) return undefined;
  const [first] = await engine.store.readStream(nominationStream(round, nomination));
  const event = first && nominationCodec.decode(first);
  if (event?.type !== 'NominationProposed') return undefined;
  const { state } = await engine.states.load(engine.store, roundFold, roundStream(round));
  if (state.status === 'unknown') return undefined;
  const own = event.receiver === 'person' ? event : {};
  return named(engine, { ...own, members: event.members }, member, {
    found: `nomination ${round}/${nomination}`,
    organization: state.organization,
  });
}

/** Who objected, or signed for what was found: known by the paper alone. A unit that objects is no person. */
async function ofPaper(
  engine: Engine,
  { by, round, objection }: Extract<PersonAsked, { by: 'objection' | 'signature' }>,
) {
  if (!idPattern.test(round)) return undefined;
  const stored = await engine.store.readStream(noticeStream(round));
  const events = stored.flatMap((one) => noticeCodec.decode(one) ?? []);
  let found: { readonly notice: string; readonly subject: string } | undefined;
  for (const event of events) {
    if (event.type === 'ObjectionFiled' && by === 'objection') {
      const { notice, person: subject, from } = event;
      if (event.objection === objection && from === 'person') found = { notice, subject };
    } else if (event.type === 'ObjectionVerified' && by === 'signature') {
      const { notice, signer: subject } = event;
      if (event.objection === objection) found = { notice, subject };
    }
  }
  const opened = events.find((event) => event.type === 'NoticeOpened' && event.notice === found?.notice);
  if (found === undefined || opened?.type !== 'NoticeOpened') return undefined;
  return { subject: found.subject, found: `${by} ${round}/${objection}`, organization: opened.organization };
}

async function registered({ states, store, vault }: Engine, person: string): Promise<FoundPerson | undefined> {
  if (!idPattern.test(person)) return undefined;
  const { state } = await states.load(store, personFold, personStream(person));
  const [unit, name] = [lastUnit(state), state.names.at(-1)?.name];
  if (unit === undefined) return undefined;
  const { state: home } = await states.load(store, unitFold, unitStream(unit));
  if (home.status === 'unknown') return undefined;
  const readable = name === undefined ? undefined : await revealOne(vault, name);
  return { subject: person, name: readable, found: `registered ${person}`, organization: home.organization };
}

type Standing = {
  readonly subject?: string;
  readonly name?: string | undefined;
  readonly members?: readonly { readonly person: string; readonly name: string }[] | undefined;
};

/** Whoever the record is about, or one of its members, counted from 1. */
async function named(
  engine: Engine,
  { subject, name, members = [] }: Standing,
  member: number | undefined,
  where: { readonly found: string; readonly organization: string },
): Promise<FoundPerson | undefined> {
  const one = member === undefined ? undefined : members[member - 1];
  const who = member === undefined ? { subject, name } : { subject: one?.person, name: one?.name };
  if (who.subject === undefined) return undefined;
  const found = member === undefined ? where.found : `${where.found} #${member}`;
  const readable = who.name === undefined ? undefined : await revealOne(engine.vault, who.name);
  return { subject: who.subject, name: readable, found, organization: where.organization };
}

async function holder({ engine, reads }: Given, { award, decision, name }: Extract<PersonAsked, { by: 'honour' }>) {
  const number = parseDecisionNumber(decision);
  if (number === undefined) return undefined;
  const text = printDecisionNumber(number);
  // Printing knows how names are written; most programs that know an honour print nothing.
  const { rowsNamed } = await import('../roll/shell.named.js');
  const awarded = rollRows(await reads.at(roll), { award, year: undefined });
  const rows = await rowsNamed(engine.vault, awarded, { name, whole: true });
  const [row, ...more] = rows.filter(
    (one) => one.decision.text === text && one.name !== undefined && isSealed(one.name),
  );
  if (row === undefined || more.length > 0) return undefined;
  const found = `honour ${award} ${text}`;
  return { subject: row.subject, ...(isOwn(row) ? { name } : {}), found, organization: row.organization };
}

/** Whether a name is under the key of its bearer. One that a policy kept is not, and nothing can be sealed for its bearer any more. */
const isOwn = ({ name, subject }: { readonly name?: string; readonly subject: string }): boolean =>
  name !== undefined && sealedParts(name)?.subject === subject;
