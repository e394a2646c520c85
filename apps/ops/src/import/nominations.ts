import { subjectIdOf } from '@xf/competitions';
import {
  nominationIdOf,
  nominationItems,
  roundFold,
  roundStream,
  type ProposeNomination,
  type RoundState,
} from '@xf/honours';
import type { Engine, Rejection } from '@xf/es';
import {
  cellProblem,
  nominationColumnAt,
  nominationRowReader,
  type BothTexts,
  type NominationFileRow,
  type RowReader,
  type TableHead,
} from '@xf/files';
import { Stop } from '../io';

/** Turns rows of a file of recommendations into nominations of one round. */
export function nominationsReader(table: TableHead, engine: Engine, round: string | undefined): RowReader {
  const { read, problems, unused } = nominationRowReader(table);
  const rounds = new Map<string, RoundState>();
  const index = ({ code }: Rejection) => nominationColumnAt(table, columnOf(code));
  return {
    problems,
    unused,
    target: ['nominations', round],
    async take(cells, add) {
      const row = read(cells);
      const named = row.round ?? round;
      if (named === undefined) throw roundMissing();
      const state = rounds.get(named) ?? (await engine.states.load(engine.store, roundFold, roundStream(named))).state;
      rounds.set(named, state);
      const document = awardOf(state, row.award);
      if (document === undefined) {
        const at = { row: row.row, index: nominationColumnAt(table, 'award'), value: row.award };
        problems.push(cellProblem(table, at, 'award-not-in-round', awardExpected(state, named)));
        return;
      }
      for (const item of nominationItems(commandOf(engine, named, document, row))) add(item, { row: row.row, index });
    },
  };
}

const roundMissing = (): Stop =>
  new Stop(
    2,
    'round-missing',
    '请用 --round 指定评选批次，或在文件中加“评选批次”列。',
    'Choose the round with --round, or add a round column.',
  );

function awardExpected(state: RoundState, round: string): BothTexts {
  if (state.status === 'unknown') return { zh: `没有评选批次 ${round}`, en: `there is no round ${round}` };
  const known = [...state.awards.values()].map((one) => `${one.document.id}（${one.document.title}）`);
  return { zh: `该批次的奖项：${known.join('、')}`, en: `the round's awards are ${known.join(', ')}` };
}

type Award = { readonly id: string; readonly receiver: ProposeNomination['receiver'] };

function awardOf(state: RoundState, named: string): Award | undefined {
  if (state.status === 'unknown') return undefined;
  return [...state.awards.values()]
    .map(({ document }) => document)
    .find(({ id, title }) => id === named || title === named);
}

/** Without an ID number two people of one name in one unit cannot be told apart, and are taken for one. */
function commandOf(
  { vault }: Engine,
  round: string,
  { id: award, receiver }: Award,
  row: NominationFileRow,
): ProposeNomination {
  const { name, unit, recommender, reason } = row;
  const by = recommender ?? unit ?? name;
  // As over HTTP: without a number a person is who is recommended here, and nobody else of that name.
  const subject = subjectIdOf(vault, receiver, row, [round, award, by, unit ?? '', name].join('\n'));
  return {
    type: 'ProposeNomination',
    round,
    award,
    nomination: row.nomination ?? nominationIdOf(round, award, subject),
    receiver,
    subject,
    name,
    ...(unit === undefined ? {} : { unit }),
    ...(receiver === 'person' && row.idNumber === undefined ? { unidentified: true } : {}),
    basis: { kind: 'recommendation', by, reason },
  };
}

function columnOf(code: string): 'award' | 'name' | 'reason' | 'nomination' {
  if (code === 'reason-missing') return 'reason';
  if (code === 'nomination-exists') return 'nomination';
  return code === 'award-not-in-round' || code === 'receiver-mismatch' ? 'award' : 'name';
}
