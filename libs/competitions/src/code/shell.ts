import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  DecimalField,
  defined,
  ListField,
  problem,
  problemOf,
  Read,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { processOf } from '../competition/rules';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import { entriesSet, standings, type EntryRow, type StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import { isOpen } from '../standing/query.seen';
import { heldOf } from '../standing/query.held';
import { entryNumberMax, idPattern } from '../terms';
import { nameOf, Visibility, type Known } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { openNames, type ViewReader } from '@xf/es';
import type { CodeRejection } from './command';
import { codes, codesMax } from './decide';
import { codesStream } from './events';
import { codeRefusals } from './shell.refusals';

class CodeLine {
  @TextField({ zh: '参赛编号', max: entryNumberMax })
  number!: string;

  @TextField({
    zh: '代码',
    max: 20,
    pattern: /^[A-Za-z0-9]+$/,
    expected: { zh: '1–20 个字母与数字', en: '1 to 20 letters and digits' },
  })
  code!: string;
}

class DrawBody extends RecordedBody {
  @ListField({ zh: '在别处抽定的代码表；不填则由系统抽定', of: () => CodeLine, min: 1, max: codesMax, optional: true })
  codes?: CodeLine[];
}

class VoidBody extends RecordedBody {
  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

class MarkBody extends RecordedBody {
  @TextField({ zh: '评分项', max: 60 })
  criterion!: string;

  @DecimalField({ zh: '分数' })
  value!: string;
}

class CodeSpreadBody extends RecordedBody {
  @TextField({ zh: '评分项', max: 60 })
  criterion!: string;

  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

class CodePath {
  @ApiProperty({ type: String })
  competition!: string;

  @ApiProperty({ type: String })
  contest!: string;

  @ApiProperty({ type: String })
  code!: string;
}

type On = { readonly competition: string; readonly contest: string };

/** Anonymous judging: judges know codes, organizers know entries, and nobody knows both before the freeze. domain-rules 80. */
@ApiTags('匿名评审')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/codes')
export class CodesController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '抽定代码：每个参赛项一个，此后不再接受报名；答复不含代码' })
  @Audience('organizer')
  async drawCodes(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: DrawBody,
  ): Promise<object> {
    const on = { competition, contest };
    await this.require(call, on);
    const { engine } = this.runtime;
    const entries = (await this.entriesOf(call, on)).map(({ entry: id, number }) => ({ entry: id, number }));
    const seed = engine.vault.pseudonym('draw', `${competition}/${contest}\n${this.commands.idOf(call)}`);
    const command = { type: 'DrawCodes', ...on, entries, seed, ...defined({ listed: body.codes }) } as const;
    const answer = { ...on, entries: entries.length };
    const options = { refusals: codeRefusals, validAt: body.validAt, answer };
    return blind(call, await this.commands.run(call, codes, command, options));
  }

  @Command('void', { zh: '作废代码：评委打分之前，漏了参赛项时；说明理由，报名后重新抽定' })
  @Audience('organizer')
  async voidCodes(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: VoidBody,
  ): Promise<object> {
    const on = { competition, contest };
    await this.require(call, on);
    const marked = (await this.entriesOf(call, on)).filter(isMarked).length;
    const command = { type: 'VoidCodes', ...on, marked, reason: body.reason } as const;
    const options = { refusals: codeRefusals, validAt: body.validAt, answer: on };
    return blind(call, await this.commands.run(call, codes, command, options));
  }

  @Command('opening', { zh: '解密：冻结之后方可，登记是谁' })
  @Audience('organizer')
  async openCodes(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    const on = { competition, contest };
    await this.require(call, on);
    const options = { refusals: codeRefusals, validAt: body.validAt, answer: on };
    return this.commands.run(call, codes, { type: 'OpenCodes', ...on }, options);
  }

  @Read('', {
    zh: '评委所见：代码、自己打的分和待复评的评分项（held）；由裁判长决定维持分差的，裁判长另见该项的各个分数',
    query: ['minPosition'],
  })
  @Audience('judge')
  listCodes(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'codes', async () => {
      const on = { competition, contest };
      const known = await this.visibility.require(call, competition, ['judge']);
      await this.visibility.refuseBothSides(call, known, contest);
      const account = call.principal?.account ?? '';
      const { entries } = await this.stateOf(on);
      const asking = { account, decides: decidesSpreads(known, contest, account) };
      const listed = await this.runtime.reads.live(standings).read((view) => {
        const row = contestRow(view, competition, contest);
        const rows = new Map(rowsOf(view, on).map((one) => [one.entry, one]));
        return [...entries].map(([code, id]) => {
          const one = rows.get(id);
          const held = one === undefined || row === undefined ? [] : heldOf(one, row, asking);
          return { code, marks: marksOf(one, account), ...(held.length === 0 ? {} : { held }) };
        });
      }, competition);
      return { ...on, rows: listed.sort((a, b) => (a.code < b.code ? -1 : 1)) };
    });
  }

  @Read('decoded', { zh: '代码对应的参赛项：解密之后', query: ['minPosition'] })
  @Audience('organizer', 'auditor')
  listDecoded(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'decoded', async ({ engine }) => {
      const on = { competition, contest };
      await this.visibility.require(call, competition, ['organizer', 'auditor']);
      const { entries, opened } = await this.stateOf(on);
      if (!opened) throw problemOf<CodeRejection>(codeRefusals, { code: 'codes-sealed' });
      const rows = new Map((await this.liveEntries(on)).map((row) => [row.entry, row]));
      const decoded = [...entries].map(([code, id]) => {
        const row = rows.get(id);
        return { code, entry: id, ...(row === undefined ? {} : { number: row.number, name: nameOf(row) }) };
      });
      return openNames(engine.vault, { ...on, rows: decoded }, undefined);
    });
  }

  @Command(':code/scores', { zh: '评委按代码登记自己的分数' })
  @Audience('judge')
  scoreByCode(@Caller() call: Call, @Param() on: CodePath, @Body() body: MarkBody): Promise<object> {
    return this.mark(call, on, 'RecordScore', body);
  }

  @Command(':code/remarks', { zh: '评委按代码复评' })
  @Audience('judge')
  remarkByCode(@Caller() call: Call, @Param() on: CodePath, @Body() body: MarkBody): Promise<object> {
    return this.mark(call, on, 'RemarkScore', body);
  }

  @Command(':code/spreads', { zh: '裁判长按代码维持分差：评分规则规定由裁判长决定的' })
  @Audience('judge')
  async letSpreadStandByCode(
    @Caller() call: Call,
    @Param() on: CodePath,
    @Body() body: CodeSpreadBody,
  ): Promise<object> {
    await this.visibility.requireForSpreads(call, on);
    await this.visibility.refuseBothSides(call, (await this.visibility.stateOf(on.competition)).state, on.contest);
    const { criterion, reason, validAt } = body;
    const at = { competition: on.competition, entry: await this.entryOf(on) };
    const command: EntryCommand = { type: 'LetSpreadStand', ...at, criterion, reason };
    return this.blindly(call, on, command, validAt);
  }

  private async entryOf(on: CodePath): Promise<string> {
    const id = (await this.stateOf(on)).entries.get(on.code);
    if (id === undefined) throw problem('not-found');
    return id;
  }

  private async blindly(call: Call, { competition, contest, code }: CodePath, command: EntryCommand, validAt?: string) {
    const options = { refusals: codeRefusals, validAt, answer: { competition, contest, code } };
    return blind(call, await this.commands.run(call, entry, command, options));
  }

  private async mark(call: Call, on: CodePath, type: 'RecordScore' | 'RemarkScore', body: MarkBody): Promise<object> {
    const { competition } = on;
    await this.visibility.refuseBothSides(
      call,
      await this.visibility.require(call, competition, ['judge']),
      on.contest,
    );
    const id = await this.entryOf(on);
    const slot = call.principal?.account ?? '';
    const { criterion, value, validAt } = body;
    const command: EntryCommand = { type, competition, entry: id, criterion, slot, value, coded: true };
    return this.blindly(call, on, command, validAt);
  }

  private async require(call: Call, { competition, contest }: On): Promise<void> {
    isIn(await this.visibility.require(call, competition, ['organizer']), contest);
  }

  private async stateOf({ competition, contest }: On) {
    const { engine } = this.runtime;
    isIn((await this.visibility.stateOf(competition)).state, contest);
    return (await engine.states.load(engine.store, codes, codesStream(competition, contest))).state;
  }

  /** A repeat draws among those of the first time, or it would be another command. */
  private async entriesOf(call: Call, on: On): Promise<readonly EntryRow[]> {
    const repeated = await this.commands.repeatOf(call);
    if (repeated === undefined) {
      await this.reading.waitForHead();
      return this.liveEntries(on);
    }
    return rowsOf(await this.runtime.reads.at(standings, { position: repeated - 1 }, on.competition), on);
  }

  private liveEntries(on: On): Promise<readonly EntryRow[]> {
    return this.runtime.reads.live(standings).read((view) => rowsOf(view, on), on.competition);
  }
}

/** The contest's name is part of a stream's, so it is looked at first. */
function isIn({ contests }: Known, contest: string): void {
  if (!idPattern.test(contest) || !contests.has(contest)) throw problem('not-found');
}

function rowsOf(view: ViewReader<StandingRow>, { competition, contest }: On): readonly EntryRow[] {
  const members = view.range(entriesSet(competition, contest), { limit: Number.MAX_SAFE_INTEGER });
  return members.flatMap(({ row }) => (row.kind === 'entry' ? [row] : []));
}

/** Where the rules keep it for the head judge, and the account is the one. */
function decidesSpreads({ contests }: Known, contest: string, account: string): boolean {
  const { rules, headJudge } = contests.get(contest) ?? {};
  return rules !== undefined && processOf(rules.document).headJudge?.spreads === true && headJudge === account;
}

/** By a judge: numbered slots are of papers and measurements, which know no codes. */
const isMarked = ({ marks }: EntryRow): boolean =>
  Object.values(marks).some((slots) => Object.keys(slots).some((slot) => !isOpen(slot)));

function marksOf(row: EntryRow | undefined, slot: string): readonly object[] {
  return Object.entries(row?.marks ?? {}).flatMap(([criterion, slots]) => {
    const mark = slots[slot];
    return mark === undefined ? [] : [{ criterion, value: mark[0] }];
  });
}

/** Events and the stream name the entry, and its revision is a trace of it: nothing of that is told where a code is. */
function blind({ reply }: Call, done: object): object {
  reply.removeHeader('etag');
  const { position, dryRun, competition, contest, code, entries } = done as Readonly<Record<string, unknown>>;
  return defined({ position, dryRun, competition, contest, code, entries });
}
