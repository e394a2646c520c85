import { accept, assertNever, noChange, reject, sha256, type Decider, type Decision } from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { processOf } from '../competition/rules';
import { competitionStream } from '../terms';
import type { CodeCommand, CodeRejection, Drawn, ListProblem } from './command';
import { codeCodec, codesStream, type Code, type CodeEvent } from './events';

export type CodeState = {
  /** Code → entry. Empty before the draw, and once it is void. */
  readonly entries: ReadonlyMap<string, string>;
  readonly opened: boolean;
};

type Answer = Decision<CodeEvent, CodeRejection>;
type Draw = Extract<CodeCommand, { type: 'DrawCodes' }>;
type Void = Extract<CodeCommand, { type: 'VoidCodes' }>;

/** Which code stands for which entry of an anonymous contest. domain-rules 80. */
export const codes: Decider<CodeState, CodeCommand, CodeEvent, CodeRejection, CompetitionState> = {
  name: 'codes',
  codec: codeCodec,
  stream: ({ competition, contest }) => codesStream(competition, contest),
  given: ({ competition }, read) => read(competitionFold, competitionStream(competition)),
  initial: { entries: new Map(), opened: false },
  evolve(state, event): CodeState {
    switch (event.type) {
      case 'CodesDrawn':
        return { ...state, entries: new Map(event.codes.map(({ code, entry }) => [code, entry])) };
      case 'CodesOpened':
        return { ...state, opened: true };
      case 'CodesVoided':
        return { ...state, entries: new Map() };
      default:
        return assertNever(event);
    }
  },
  decide(command, state, { actor, given }) {
    const { competition, contest } = command;
    const found = openContest(given, contest);
    if ('rejected' in found) return found;
    if (processOf(found.contest.rules.document).anonymous !== true) return reject({ code: 'not-anonymous' });
    switch (command.type) {
      case 'DrawCodes':
        return found.contest.frozen ? reject({ code: 'scores-frozen' }) : draw(command, state);
      case 'OpenCodes':
        if (!found.contest.frozen) return reject({ code: 'codes-sealed' });
        if (state.entries.size === 0) return reject({ code: 'codes-missing' });
        return state.opened ? noChange : accept({ type: 'CodesOpened', competition, contest, by: actor });
      case 'AdmitEntry':
        return state.entries.size > 0 ? reject({ code: 'entry-after-draw' }) : noChange;
      case 'VoidCodes':
        return found.contest.frozen ? reject({ code: 'scores-frozen' }) : voided(command, state, actor);
      default:
        return assertNever(command);
    }
  },
};

/** Codes of one contest: what goes into one event, whatever log it is for. */
export const codesMax = 10_000;

/** Until a judge has marked by them: whoever marked under a code would know it again under another name. */
function voided({ competition, contest, marked, reason }: Void, state: CodeState, by: string): Answer {
  if (state.entries.size === 0) return reject({ code: 'codes-missing' });
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  if (marked > 0) return reject({ code: 'codes-marked', marked });
  return accept({ type: 'CodesVoided', competition, contest, by, reason });
}

/** All at once: a second draw beside the first would give one entry two codes, and a code given alone is no secret. */
function draw({ competition, contest, entries, seed, listed }: Draw, state: CodeState): Answer {
  if (state.entries.size > 0) return reject({ code: 'codes-drawn' });
  if (entries.length === 0) return reject({ code: 'codes-missing' });
  if (entries.length > codesMax) return reject({ code: 'codes-too-many', entries: entries.length, max: codesMax });
  if (listed === undefined) {
    return accept({ type: 'CodesDrawn', competition, contest, seed, codes: drawn(entries, seed) });
  }
  const problems = wrongIn(listed, entries);
  if (problems.length > 0) return reject({ code: 'codes-list-refused', problems });
  const byNumber = new Map(entries.map(({ number, entry }) => [number, entry]));
  const given = listed.map(({ number, code }) => ({ entry: byNumber.get(number) ?? '', code }));
  return accept({ type: 'CodesDrawn', competition, contest, codes: given });
}

/** In the order of a hash of seed and entry; anybody who is given the seed afterwards finds the same. */
function drawn(entries: readonly Drawn[], seed: string): readonly Code[] {
  const order = entries.map(({ entry }) => ({ entry, at: sha256(`${seed}/${entry}`) }));
  order.sort((a, b) => (a.at < b.at ? -1 : 1));
  const digits = Math.max(3, String(entries.length).length);
  return order.map(({ entry }, n) => ({ entry, code: `K${String(n + 1).padStart(digits, '0')}` }));
}

function wrongIn(listed: NonNullable<Draw['listed']>, entries: readonly Drawn[]): readonly ListProblem[] {
  const known = new Set(entries.map(({ number }) => number));
  const [numbers, used] = [new Set<string>(), new Set<string>()];
  const problems: ListProblem[] = [];
  for (const [row, { number, code }] of listed.entries()) {
    if (!known.has(number)) problems.push({ row, what: 'number-unknown', text: number });
    else if (numbers.has(number)) problems.push({ row, what: 'number-repeated', text: number });
    if (used.has(code)) problems.push({ row, what: 'code-repeated', text: code });
    if (known.has(code)) problems.push({ row, what: 'code-is-number', text: code });
    numbers.add(number);
    used.add(code);
  }
  for (const number of known) if (!numbers.has(number)) problems.push({ what: 'number-missing', text: number });
  return problems;
}
