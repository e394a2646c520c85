import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped, type BatchOutcome } from '@xf/es';
import { tableIn, type FileProblem } from '@xf/files';
import type { CellChange, ReceiverChange } from '@xf/lists';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  Problem,
  problem,
  problemOf,
  Reading,
  RUNTIME,
  TableUpload,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { HonourRejection } from '../honour/command';
import type { CorrectHonour } from '../honour/command.keeping';
import { honour } from '../honour/decide';
import { roll, type RollRow } from '../roll/project';
import { honoursRefusals } from '../shell';
import { honourIdOf } from '../terms';
import type { ListPrepared } from './events';
import { askedBy, openChanges, printedAs, type OpenChange } from './shell.current';
import { ListRows } from './shell.rows';
import { ListVersions } from './shell.versions';

/** Honours that one file corrects: they are asked for in one append. */
const changedMax = 500;
/** The sheet of a workbook that holds the list. */
const sheet = '名单';

const answerSchema = {
  type: 'object',
  properties: {
    list: { type: 'string' },
    version: { type: 'integer' },
    rows: { type: 'integer', description: '读到的行数，不含表头' },
    unused: { type: 'array', items: { type: 'string' }, description: '未使用的列' },
    corrections: {
      type: 'array',
      description: '提出的更正：每项荣誉改了哪些单元格；空的为与名单一致或已更正。由另一人逐项确认',
      items: { type: 'object' },
    },
    position: { type: 'integer', description: '日志位置；没有更正的不给' },
  },
  required: ['list', 'version', 'rows', 'unused', 'corrections'],
};

/** An exported list that comes back: what was changed in it is asked for as corrections, all of it or nothing. */
@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/organizations/:organization/lists/:list/versions/:version/file')
export class ListFilesController {
  private isTaking = false;

  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
    private readonly rows: ListRows,
    private readonly versions: ListVersions,
  ) {}

  @Command('', {
    zh: '读回导出的名单（.xlsx 或 CSV）：未改动的没有可做；改动的姓名、单位、民族、性别、出生年份提出更正，另一人确认后生效',
    description:
      '逐个单元格与此版核对；有一处不能以更正改的（增删行、文号、日期等），全部不记录，并逐处说明该用什么。dryRun=true 只核对。',
    upload: 'table',
    answer: answerSchema,
  })
  @Audience('organizer')
  async importListFile(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { bytes }: TableUpload,
  ): Promise<object> {
    await this.authority.require(call, organization, ['organizer']);
    const { account, found } = await this.versions.wanted(call, organization, list, version);
    // A file and its list stand in memory while they are compared, so one at a time.
    if (this.isTaking) throw problem('busy', { headers: { 'retry-after': '5' } });
    this.isTaking = true;
    try {
      const compared = await this.compared(found, bytes, account);
      return await this.ask(call, found, compared);
    } finally {
      this.isTaking = false;
    }
  }

  private async compared(version: ListPrepared, bytes: Buffer, account: string) {
    const read = await tableIn(bytes, version.list);
    if (!read.ok) throw refused(read.problems);
    const answer = await this.rows.changes(version, read.table, account);
    if (!answer.ok) throw refused(answer.problems);
    return { ...answer, rows: read.table.rows.length };
  }

  private async ask(
    call: Call,
    version: ListPrepared,
    compared: {
      readonly changed: readonly ReceiverChange[];
      readonly unused: readonly string[];
      readonly rows: number;
    },
  ): Promise<object> {
    const { changed, unused, rows } = compared;
    const open = await this.open(call, changed);
    const overtaken = open.flatMap((one) => one.overtaken.map(overtakenProblem));
    if (open.length > changedMax) overtaken.push(tooMany(open.length));
    if (overtaken.length > 0) throw refused(overtaken);
    for (const organization of new Set(open.map(({ row }) => row.organization)))
      await this.authority.require(call, organization, ['organizer']);
    const corrections = open.map(({ row, changes }) => ({ honour: idOf(row), changes: changes.map(inSheet) }));
    const answer = { list: version.list, version: version.version, rows, unused, corrections };
    if (open.length === 0) {
      call.status = 200;
      return { ...(call.query.dryRun === true ? { dryRun: true } : {}), ...answer, ...nothingToDo };
    }
    const items = open.map((one) => ({ decider: untyped(honour), command: commandFor(version, one) }));
    return this.commands.runAll(call, items, {
      refusals: honoursRefusals,
      answer,
      refused: (all) => refusedRows(open, all),
    });
  }

  /** What is open as the honours stand; a repeat asks for what the request asked for when it was carried out. */
  private async open(call: Call, changed: readonly ReceiverChange[]): Promise<readonly OpenChange[]> {
    const { engine, reads } = this.runtime;
    const isRepeat = (await this.commands.repeatOf(call)) !== undefined;
    if (!isRepeat) await this.reading.waitForHead();
    const live = await reads.at(roll);
    if (!isRepeat) return openChanges(engine.vault, live, changed);
    const asked = await askedBy(engine.store, live, changed, this.commands.idOf(call));
    if (asked.length === 0) throw problem('command-reused');
    return asked;
  }
}

const placeOf = ({ subject, award, ref }: RollRow) => ({
  ...{ award, subject },
  honour: Number(ref.slice(ref.lastIndexOf('@') + 1)),
});

function idOf(row: RollRow): string {
  const { award, subject, honour: n } = placeOf(row);
  return honourIdOf(award, subject, n);
}

function commandFor({ list, version }: ListPrepared, { row, changes }: OpenChange): CorrectHonour {
  const said = Object.fromEntries(changes.map(({ field, now }) => [printedAs[field], now]));
  const reason = `按读回的名单文件更正：${list} 第 ${version} 版`;
  return { type: 'CorrectHonour', organization: row.organization, ...placeOf(row), ...said, reason };
}

const inSheet = (change: CellChange) => ({ sheet, ...change });

const nothingToDo = {
  zh: '与此版名单一致，或改动已经更正、已提出更正：没有可做的',
  en: 'The file is this version of the list, or what it changes is corrected or asked for already: nothing to do',
};

function overtakenProblem({ row, column, cell }: CellChange): FileProblem {
  return {
    ...{ code: 'changed-since', row, column, cell },
    zh: `${cell}（${column}）：此处在该版之后已更正为别的内容，请生成并下载新的一版再改。`,
    en: `${cell} (${column}): corrected otherwise since this version; prepare and download a new one and change that.`,
  };
}

const tooMany = (count: number): FileProblem => ({
  code: 'changes-many',
  zh: `文件改动了 ${count} 项荣誉，一次最多 ${changedMax} 项：请分几次读回。`,
  en: `The file changes ${count} honours; ${changedMax} at most at a time: send it in parts.`,
});

type Refusals = Extract<BatchOutcome, { kind: 'refused' }>['refusals'];

function refusedRows(open: readonly OpenChange[], all: Refusals): Problem {
  return refused(
    all.flatMap(({ index, rejection }): readonly FileProblem[] => {
      const first = open[index]?.changes[0];
      const { title, options } = problemOf(honoursRefusals, rejection as HonourRejection);
      const said = options.detail ?? title;
      if (first === undefined) return [];
      const { row, column, cell } = first;
      return [
        {
          code: rejection.code,
          row,
          column,
          cell,
          zh: `${cell}：${title.zh}，${said.zh}`,
          en: `${cell}: ${title.en}, ${said.en}`,
        },
      ];
    }),
  );
}

function refused(problems: readonly FileProblem[]): Problem {
  const errors = problems.map(({ code, row, column, cell, zh, en }) => ({
    ...{ code, ...(cell === undefined ? {} : { sheet }) },
    ...defined({ row, column, cell }),
    ...{ zh, en },
  }));
  const title = {
    zh: '读回的名单有不能更正之处，未记录任何内容',
    en: 'The file cannot be taken back; nothing was recorded',
  };
  return new Problem(422, 'file-refused', title, { errors });
}
