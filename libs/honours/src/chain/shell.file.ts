import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { readEach, untyped, type BatchItem } from '@xf/es';
import { cellProblem, nomineeRowReader, problemOf as fileProblem, tableIn } from '@xf/files';
import type { FileProblem, NomineeFileRow, NomineeRowReader, Table } from '@xf/files';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  defined,
  Problem,
  problem,
  problemOf,
  RUNTIME,
  TableUpload,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { NominationRejection } from '../nomination/command';
import { nominationItems } from '../nomination/decide';
import { recommendedAs } from '../nomination/shell.again';
import { personalIn } from '../personal';
import { aliasesOf, subjectOf } from '../receiver/shell';
import type { OpenRoundState } from '../round/rules';
import { honoursRefusals } from '../shell';
import type { ReceiverKind } from '../terms';
import { RoundVisibility } from '../visibility/shell';
import type { CandidacyRejection } from './command';
import { candidacy } from './decide';
import { candidacyRefusals } from './shell.refusals';
import { differsFrom, filingOf, isOfAll, rowProblems, strayColumns, wordsOf } from './shell.rows';

/** Rows of one file. They are recorded in one piece, and a piece must stay one that a log takes at once. */
const rowsMax = 500;

type Into = { readonly round: string; readonly award: string; readonly by: string; readonly receiver: ReceiverKind };
type NomineeFile = {
  readonly table: Table;
  readonly rows: readonly NomineeFileRow[];
  readonly at: NomineeRowReader['at'];
};
type Nominee = {
  readonly row: NomineeFileRow;
  readonly subject: string;
  readonly nomination: string;
  /** Ids under other names of its registered unit. */
  readonly aliases: readonly string[];
};

/** A list of nominees as a desk keeps it, taken in as one: every row nominated, and on its way with its papers. */
@ApiTags('逐级推荐')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/nominations')
export class NomineeFilesController {
  constructor(
    private readonly commands: Commands,
    private readonly visibility: RoundVisibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('file', {
    zh: '以表格推荐：一个奖项、一个组织的名单（.xlsx 或 CSV，最多 500 行），连同材料报入逐级推荐',
    description:
      '列名见 docs/import-files.md。全部记录或都不记录；错误按单元格一次列全。organization 不填为评选组织本身。',
    ...{ upload: 'table', query: ['award', 'organization', 'dryRun'], answer: batchAnswer },
  })
  @Audience('organizer')
  async recommendByFile(
    @Caller() call: Call,
    @Param('round') round: string,
    @Body() { bytes }: TableUpload,
  ): Promise<object> {
    const { state } = await this.visibility.stateOf(round);
    const { award, organization: by = state.organization } = call.query;
    if (award === undefined) throw problem('query-invalid', { errors: [awardMissing] });
    await this.authority.require(call, by, ['organizer']);
    // Whoever is outside the round's organisation does not learn that there is a round.
    if (!(await this.authority.pathOf(by)).includes(state.organization)) throw problem('not-found');
    const receiver = state.awards.get(award)?.document.receiver;
    if (receiver === undefined) throw problemOf(honoursRefusals, { code: 'award-not-in-round', award });
    const file = await readNominees(bytes, state);
    const into = { round, award, by, receiver };
    const nominees = await this.nomineesIn(call, file, into);
    const hasChain = state.rules?.chain !== undefined;
    const items = nominees.map((one) => itemsOf(one, into, hasChain));
    return this.commands.runAll(call, items.flat(), {
      refusals: honoursRefusals,
      answer: {
        round,
        award,
        organization: by,
        rows: nominees.map(({ row: { row }, nomination }) => ({ row, nomination })),
      },
      refused: (all) => {
        const perRow = (items[0] ?? []).length;
        const told = all.map(({ index, rejection }) => ({
          row: file.rows[Math.floor(index / perRow)],
          rejection: rejection as NominationRejection | CandidacyRejection,
        }));
        const whole = told.find(({ rejection }) => isOfAll(rejection));
        if (whole !== undefined) return toldWhole(whole.rejection);
        return wrong(
          told.flatMap(({ row, rejection }) => (row === undefined ? [] : rowProblems({ ...file, row }, rejection))),
        );
      },
    });
  }

  /** Everybody of the file, under the id that the same recommendation alone would have. Nobody twice, nobody otherwise than before. */
  private async nomineesIn(
    call: Call,
    file: NomineeFile,
    { round, award, by, receiver }: Into,
  ): Promise<readonly Nominee[]> {
    const { engine, reads } = this.runtime;
    const repeated = await this.commands.repeatedId(call);
    const before = await readEach(file.rows, async (row) => {
      const subject = subjectOf(engine.vault, receiver, row, [round, award, by]);
      const standing = await recommendedAs(engine, { round, award, by, subject }, repeated);
      const { name: title, unit, registered } = row;
      const aliases = await aliasesOf(engine, reads, { receiver, subject, title, unit }, registered);
      return { row, subject, standing, aliases };
    });
    const nominees = before.map(({ standing: { id: nomination }, ...one }): Nominee => ({ ...one, nomination }));
    const first = new Map<string, number>();
    const problems: FileProblem[] = [];
    for (const [n, { row, nomination }] of nominees.entries()) {
      const place = { row: row.row, index: file.at('name') };
      const earlier = first.get(nomination);
      if (earlier !== undefined) problems.push(cellProblem(file.table, place, 'row-repeated', sameAs(earlier)));
      else first.set(nomination, row.row);
      const known = repeated === undefined ? before[n]?.standing : undefined;
      const differs = known && differsFrom(known, row);
      if (differs !== undefined) problems.push(cellProblem(file.table, place, differs.code, differs));
    }
    if (problems.length > 0) throw wrong(problems);
    return nominees;
  }
}

/** Every row of the file, or everything that is wrong in it. */
async function readNominees(bytes: Buffer, state: OpenRoundState): Promise<NomineeFile> {
  const read = await tableIn(bytes, 'nominees');
  if (!read.ok) throw wrong(read.problems);
  const { table } = read;
  const words = wordsOf(state);
  const reader = nomineeRowReader(table, words);
  const rows = table.rows.flatMap((row) => reader.read(row) ?? []);
  const hasChain = state.rules?.chain !== undefined;
  const problems = [...strayColumns(reader, words, hasChain), ...reader.problems];
  if (table.rows.length === 0)
    problems.push(fileProblem('file-empty', '表中没有推荐对象。', 'The file has no nominees.'));
  if (table.rows.length > rowsMax) problems.push(tooLong(table.rows.length));
  if (problems.length > 0) throw wrong(problems);
  return { table, rows, at: reader.at };
}

function itemsOf({ row, subject, nomination, aliases }: Nominee, into: Into, hasChain: boolean): readonly BatchItem[] {
  const { round, award, by, receiver } = into;
  const { name, unit, reason } = row;
  const proposal = nominationItems({
    ...{ type: 'ProposeNomination', round, award, nomination, receiver, subject, name, ...defined({ unit }) },
    ...personalIn(row),
    ...(receiver === 'person' && row.idNumber === undefined ? { unidentified: true } : {}),
    basis: { kind: 'recommendation', by, reason },
  });
  if (!hasChain) return proposal;
  const command = filingOf(row, { round, nomination, organization: by, aliases });
  return [...proposal, { decider: untyped(candidacy), command }];
}

function toldWhole(rejection: NominationRejection | CandidacyRejection): Problem {
  return rejection.code in candidacyRefusals
    ? problemOf(candidacyRefusals, rejection as CandidacyRejection)
    : problemOf(honoursRefusals, rejection as NominationRejection);
}

const awardMissing = { parameter: 'award', code: 'parameter-missing', zh: '请指明奖项', en: 'name the award' };

const sameAs = (row: number) => ({ zh: `与第 ${row} 行是同一对象`, en: `this is who row ${row} names` });

const tooLong = (rows: number): FileProblem =>
  fileProblem(
    'file-too-long',
    `一次最多 ${rowsMax} 行，此表有 ${rows} 行：请分成几份上传。`,
    `At most ${rowsMax} rows at a time, this file has ${rows}: send it in parts.`,
  );

function wrong(problems: readonly FileProblem[]): Problem {
  const errors = problems.map(({ code, cell, zh, en }) => ({ code, ...defined({ cell }), zh, en }));
  const title = {
    zh: '表格有误，未记录任何内容；请按 errors 逐项修改',
    en: 'The file has errors and nothing was recorded; see errors',
  };
  return new Problem(422, 'nominees-refused', title, { errors });
}
