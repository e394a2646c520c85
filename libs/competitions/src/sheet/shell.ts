import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped, type BatchItem } from '@xf/es';
import { readSheet, writeSheet } from '@xf/files';
import {
  Audience,
  Caller,
  Command,
  Commands,
  FlagField,
  ListField,
  Problem,
  problem,
  problemOf,
  Read,
  RecordedBody,
  RUNTIME,
  TextField,
  TextListField,
  Upload,
  workbookType,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { openContest } from '../competition/decide';
import { SlotField } from '../shell.slot';
import { entriesSet, standings } from '../standing/project';
import { entryIdOf, entryNumberMax } from '../terms';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import type { IssueSheet, SheetCommand, SheetMark } from './command';
import { cellsMax, sheet, wrongCells } from './decide';
import type { Issued } from './decide.state';
import { sheetMark } from './decide.mark';
import { sheetPattern, type Cell } from './events';
import { SheetDesk, SheetPath, type Found } from './shell.desk';
import { sheetRefusals, wrongCell, type CellError } from './shell.refusals';

/** Signs of a code: enough that two entries of a contest do not meet. */
const codeLength = 7;

const key = { zh: '表上的参赛编号或代码', max: entryNumberMax } as const;
const criterion = { zh: '评分项', max: 60 } as const;
const value = { zh: '分数，如 "87.5"', max: 40 } as const;

class SheetBody extends RecordedBody {
  @TextField({
    zh: '表号，赛项内唯一',
    max: 30,
    pattern: sheetPattern,
    expected: { zh: '1–30 个字母、数字、_ 或 -', en: '1 to 30 letters, digits, _ or -' },
  })
  number!: string;

  @SlotField({ zh: '评委或次序' })
  slot!: string;

  @TextListField({ zh: '评分项，按表上次序', itemsMax: 50, max: 60 })
  criteria!: string[];

  @TextListField({
    zh: '参赛编号，按表上次序；不填为全部在赛者',
    itemsMax: cellsMax,
    max: entryNumberMax,
    optional: true,
  })
  entries?: string[];

  @FlagField({ zh: '以代码代替参赛编号，冻结后才能解密', optional: true })
  anonymous?: boolean;

  @FlagField({ zh: '双录：由两个账号各录一遍，一致才计分', optional: true })
  double?: boolean;
}

class CellBody {
  @TextField(key)
  row!: string;

  @TextField(criterion)
  criterion!: string;

  @TextField(value)
  value!: string;
}

class ValuesBody extends RecordedBody {
  @TextField({ zh: '表头上的校验码', max: 6 })
  check!: string;

  @ListField({ zh: '填写的格；空格不列', of: () => CellBody, min: 1, max: cellsMax })
  values!: CellBody[];
}

class SettledBody {
  @TextField(key)
  row!: string;

  @TextField(criterion)
  criterion!: string;

  @TextField({ ...value, zh: '原表上的分数；不填表示此格为空', optional: true })
  value?: string;
}

class SettlementBody extends RecordedBody {
  @TextField({ zh: '理由', max: 500 })
  reason!: string;

  @ListField({ zh: '两次录入不一致的各格', of: () => SettledBody, min: 1, max: cellsMax })
  values!: SettledBody[];
}

class SheetWithdrawalBody extends RecordedBody {
  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

/** What is typed of a sheet, as far as it could be understood, and what could not. */
type Typed = { readonly check: string; readonly values: readonly Cell[]; readonly errors: readonly CellError[] };

/** Score sheets: printed or sent as workbooks, filled in, and taken back. */
@ApiTags('评分表')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/sheets')
export class SheetsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly desk: SheetDesk,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '发出评分表：一个席位的评分项和参赛项，可匿名，可双录' })
  @Audience('organizer')
  async issueSheet(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: SheetBody,
  ): Promise<object> {
    const known = await this.visibility.require(call, competition, ['organizer']);
    if ('rejected' in openContest(known, contest)) throw problem('not-found');
    const { number, slot, criteria, anonymous = false, double = false } = body;
    if (call.query.dryRun === true && anonymous) throw noTrial();
    const on = { competition, contest, sheet: number };
    const before = (await this.desk.stateOf(on))?.sheet.issued;
    // What the request leaves open was decided by its first carrying out.
    const position = before?.position ?? (await this.reading.waitForHead());
    const numbers =
      body.entries ?? before?.rows.map((row) => row.number) ?? (await this.competing(competition, contest));
    const rows = numbers.map((one) => this.rowOf(competition, contest, one, anonymous));
    // In another order than the numbers': the place on the sheet would tell whom a code stands for.
    if (anonymous) rows.sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1));
    const command: IssueSheet = { type: 'IssueSheet', ...on, slot, criteria, rows, double, position };
    const options = { refusals: sheetRefusals, validAt: body.validAt, answer: on };
    return this.commands.run(call, sheet, command, options);
  }

  @Read(':sheet.xlsx', { zh: '下载评分表', type: workbookType, query: ['minPosition'] })
  @Audience('organizer', 'judge')
  downloadSheet(@Caller() call: Call, @Param() on: SheetPath): Promise<Buffer> {
    return this.reading.ask(call, 'sheet', async () => {
      const found = await this.desk.find(call, on, ['organizer', 'judge']);
      const bytes = await writeSheet(await this.desk.formOf(call, on, found));
      const disposition = `attachment; filename="${on.contest}-${on.sheet}.xlsx"`;
      call.reply.headers({ 'content-type': workbookType, 'content-disposition': disposition });
      return bytes;
    });
  }

  @Read(':sheet', { zh: '评分表及其录入情况；只录了一遍的内容不显示' })
  @Audience('organizer', 'judge', 'auditor')
  async getSheet(@Caller() call: Call, @Param() on: SheetPath): Promise<object> {
    return this.desk.answerOf(on, await this.desk.find(call, on, ['organizer', 'judge', 'auditor']));
  }

  @Read(':sheet/codes', { zh: '代码对照；成绩冻结之后' })
  @Audience('organizer', 'judge', 'auditor')
  async listSheetCodes(@Caller() call: Call, @Param() on: SheetPath): Promise<object> {
    const found = await this.desk.find(call, on, ['organizer', 'judge', 'auditor']);
    if (!found.contest.frozen) throw problemOf(sheetRefusals, { code: 'codes-sealed' });
    return { ...pathOf(on), rows: found.sheet.issued.rows };
  }

  @Command(':sheet/values', { zh: '录入评分表：全部或一部分；全部记录或都不记录' })
  @Audience('organizer', 'judge')
  async keySheet(@Caller() call: Call, @Param() on: SheetPath, @Body() body: ValuesBody): Promise<object> {
    const found = await this.desk.find(call, on, ['organizer', 'judge']);
    const errors: CellError[] = [];
    const values = body.values.flatMap((one, n) => {
      const place = placeOf(found.sheet, one, `/values/${n}`, errors);
      return place === undefined ? [] : [{ ...place, value: one.value }];
    });
    return this.key(call, on, found, { check: body.check.toUpperCase(), values, errors }, body.validAt);
  }

  @Command(':sheet/workbook', { zh: '上传填好的评分表（.xlsx，不超过 5 MiB）', upload: 'workbook' })
  @Audience('organizer', 'judge')
  async uploadSheet(@Caller() call: Call, @Param() on: SheetPath, @Body() body: Upload): Promise<object> {
    const found = await this.desk.find(call, on, ['organizer', 'judge']);
    const { issued } = found.sheet;
    const read = await readSheet(body.bytes, await this.desk.formOf(call, on, found));
    const errors = read.problems.map(({ code, cell, zh, en }) => ({
      code,
      ...(cell === undefined ? {} : { cell }),
      zh,
      en,
    }));
    const values = read.values.flatMap(({ row, column, value: text }) => {
      const [one, name] = [issued.rows[row], issued.criteria[column]];
      return one === undefined || name === undefined ? [] : [{ entry: one.entry, criterion: name, value: text }];
    });
    const blank = { code: 'sheet-blank', zh: '表上没有填写任何分数', en: 'nothing is filled in on the sheet' };
    const all = errors.length === 0 && values.length === 0 ? [blank] : errors;
    return this.key(call, on, found, { check: issued.check, values, errors: all }, undefined);
  }

  @Command(':sheet/settlement', { zh: '裁定两次录入不一致的各格', ifMatch: true })
  @Audience('organizer', 'judge')
  async settleSheet(@Caller() call: Call, @Param() on: SheetPath, @Body() body: SettlementBody): Promise<object> {
    const found = await this.desk.find(call, on, ['organizer', 'judge']);
    const { first, second } = found.sheet;
    const typists = [first?.by, second?.by];
    if (!found.organizes && !typists.includes(call.principal?.account)) throw problem('role-missing');
    const errors: CellError[] = [];
    const values = body.values.flatMap((one, n) => {
      const place = placeOf(found.sheet, one, `/values/${n}`, errors);
      return place === undefined ? [] : [{ ...place, ...(one.value === undefined ? {} : { value: one.value }) }];
    });
    if (errors.length > 0) throw wrong(errors);
    const filled = values.flatMap((one): Cell[] => (one.value === undefined ? [] : [{ ...one, value: one.value }]));
    const command: SheetCommand = { type: 'SettleSheet', ...pathOf(on), reason: body.reason, values };
    return this.run(call, on, found, { command, filled, settled: true, validAt: body.validAt });
  }

  @Command(':sheet/withdrawal', {
    zh: '收回评分表：不再录入，录了一遍或未裁定的不计；已计的分数不变',
    ifMatch: true,
  })
  @Audience('organizer')
  async withdrawSheet(
    @Caller() call: Call,
    @Param() on: SheetPath,
    @Body() body: SheetWithdrawalBody,
  ): Promise<object> {
    const found = await this.desk.find(call, on, ['organizer']);
    const command: SheetCommand = { type: 'WithdrawSheet', ...pathOf(on), reason: body.reason };
    return this.run(call, on, found, { command, filled: [], settled: false, validAt: body.validAt });
  }

  private async key(call: Call, on: SheetPath, found: Found, typed: Typed, validAt: string | undefined) {
    const { check, values, errors } = typed;
    if (errors.length > 0) {
      const others = wrongCells(found.sheet, found.contest, values, new Map());
      throw wrong([...errors, ...others.map(wrongCell)]);
    }
    const command: SheetCommand = { type: 'KeySheet', ...pathOf(on), check, values };
    return this.run(call, on, found, { command, filled: values, settled: false, validAt });
  }

  /** The typing and every mark it gives, in one piece. Which marks count is decided with them, so a repeat asks the same. */
  private async run(
    call: Call,
    on: SheetPath,
    found: Found,
    asked: { command: SheetCommand; filled: readonly Cell[]; settled: boolean; validAt: string | undefined },
  ): Promise<object> {
    const { command, filled, settled, validAt } = asked;
    const { slot, double, rows } = found.sheet.issued;
    const hasCodes = rows.some(({ code }) => code !== undefined);
    if (call.query.dryRun === true && (double || hasCodes)) throw noTrial();
    const decider = untyped(sheetMark);
    const marks = filled.map((one): BatchItem => {
      const mark: SheetMark = { type: 'RecordScore', ...pathOf(on), ...one, slot, settled };
      return { decider, command: mark };
    });
    const items = [{ decider: untyped(sheet), command }, ...marks];
    const ifMatch = command.type !== 'KeySheet' ? { ifMatch: 'required' as const } : {};
    const done = await this.commands.runAll(call, items, {
      refusals: sheetRefusals,
      validAt,
      answer: pathOf(on),
      ...ifMatch,
    });
    const now = await this.desk.stateOf(on);
    return call.query.dryRun === true || now === undefined ? done : { ...done, ...this.desk.standOf(now.sheet) };
  }

  private async competing(competition: string, contest: string): Promise<readonly string[]> {
    return this.runtime.reads.live(standings).read((view) => {
      const all = view.range(entriesSet(competition, contest), { limit: cellsMax + 1 });
      return all.flatMap(({ row }) => (row.kind === 'entry' && row.status === 'competing' ? [row.number] : []));
    }, competition);
  }

  private rowOf(competition: string, contest: string, number: string, anonymous: boolean): IssueSheet['rows'][number] {
    const entry = entryIdOf(competition, contest, number);
    if (!anonymous) return { entry, number };
    const code = this.runtime.engine.vault.pseudonym('sheet-code', `${competition}/${contest}/${entry}`);
    return { entry, number, code: code.slice(0, codeLength).toUpperCase() };
  }
}

const pathOf = ({ competition, contest, sheet: number }: SheetPath) => ({ competition, contest, sheet: number });

const noTrial = () => problemOf(sheetRefusals, { code: 'sheet-no-trial' });

const wrong = (errors: readonly CellError[]): Problem =>
  new Problem(422, 'sheet-cells-refused', sheetRefusals['sheet-cells-refused'].title, { errors });

/** The cell that is meant by what the sheet calls its row and criterion. */
function placeOf(
  { issued }: Issued,
  one: { readonly row: string; readonly criterion: string },
  pointer: string,
  errors: CellError[],
): Omit<Cell, 'value'> | undefined {
  const row = issued.rows.find(({ number, code }) => (code ?? number) === one.row);
  const known = issued.criteria.includes(one.criterion);
  if (row === undefined) {
    const zh = `表上没有“${one.row}”一行`;
    errors.push({ pointer: `${pointer}/row`, code: 'row-unknown', zh, en: `the sheet has no row "${one.row}"` });
  }
  if (!known) {
    const all = issued.criteria.join('、');
    errors.push({
      ...{ pointer: `${pointer}/criterion`, code: 'criterion-unknown' },
      zh: `表上没有评分项“${one.criterion}”；可用：${all}`,
      en: `the sheet has no criterion "${one.criterion}"; there are: ${all}`,
    });
  }
  return row === undefined || !known ? undefined : { entry: row.entry, criterion: one.criterion };
}
