import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Controller, Body, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Rejection } from '@xf/es';
import { bySheetOrder, csvPieces, findErased, openTableIn, takeTable, workbookPieces } from '@xf/files';
import type { FileProblem, Source, TakenTable } from '@xf/files';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  csvType,
  Problem,
  problem,
  problemOf,
  Read,
  Reading,
  RUNTIME,
  TableUpload,
  workbookType,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { registry } from '../register/project';
import { exportRows, type ExportRow } from '../register/query.export';
import { registryRefusals } from '../shell';
import { unitStream } from '../terms';
import { unitFold } from '../unit/events.fold';
import { tableOf } from './shell.export';
import type { Area } from './shell.known';
import { registerKinds, registerReader, type RegisterKind } from './shell.reader';

/** Rows of one file: what a request decides in seconds, also on a log far away. */
const rowsMax = 5_000;
/** Commands that are decided in one go while others wait, and written in one append. */
const pieceMax = 250;
/** Rows of a file that is answered. */
const exportMax = 100_000;
/** Problems that are listed; beyond that only their number is told. */
const toldMax = 1_000;

const deciders = { units: 'unit', teams: 'team', people: 'person', bars: 'bar' } as const;

const importAnswer = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: registerKinds },
    rows: { type: 'integer', description: '读到的行数，不含表头' },
    added: { type: 'integer', description: '本次新增的记录；已有的不重复计' },
    unused: { type: 'array', items: { type: 'string' }, description: '未使用的列' },
    position: { type: 'integer', description: '日志位置；读取时作为 minPosition 可读到本次提交' },
  },
  required: ['kind', 'rows', 'added', 'unused'],
};

/** The register as files: taken in as a whole, and given out so that it can be taken in again. */
@ApiTags('名录')
@ApiBearerAuth()
@Controller('api/registry/files')
export class RegisterFilesController {
  private isTaking = false;

  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command(':kind', {
    zh: `导入单位、班组、人员或事项的文件（CSV 或 .xlsx，不超过 5 MiB、${rowsMax} 行）：全部记录或都不记录；已有的行不重复记录`,
    upload: 'table',
    query: ['organization', 'dryRun'],
    answer: importAnswer,
  })
  @ApiParam({ name: 'kind', enum: registerKinds })
  @Audience('organizer')
  async importRegister(
    @Caller() call: Call,
    @Param('kind') name: string,
    @Body() { bytes }: TableUpload,
  ): Promise<object> {
    const kind = registerKinds.find((one) => one === name);
    if (kind === undefined) throw problem('not-found');
    const { organization } = call.query;
    if (organization !== undefined) await this.authority.require(call, organization, ['organizer']);
    // A file stands in memory while it is read, so one at a time.
    if (this.isTaking) throw problem('busy', { headers: { 'retry-after': '5' } });
    this.isTaking = true;
    try {
      return await this.take(call, kind, bytes);
    } finally {
      this.isTaking = false;
    }
  }

  @Read(':file', {
    zh: '所辖的单位、班组、人员或事项，作为可再导入的文件：units.csv、people.xlsx 等；不含身份证号、工号',
    query: ['organization', 'minPosition'],
    type: 'application/octet-stream',
  })
  @ApiParam({ name: 'file', description: 'units、teams、people、bars 之一，加 .csv 或 .xlsx' })
  @Audience('organizer')
  exportRegister(@Caller() call: Call, @Param('file') file: string): Promise<Readable> {
    return this.reading.ask(call, 'register-file', async () => {
      const [name, format, ...more] = file.split('.');
      const kind = registerKinds.find((one) => one === name);
      if (kind === undefined || (format !== 'csv' && format !== 'xlsx') || more.length > 0) throw problem('not-found');
      const { organization } = call.query;
      if (organization === undefined) throw organizationMissing();
      await this.authority.require(call, organization, ['organizer']);
      const view = await this.runtime.reads.at(registry);
      const rows: ExportRow[] = [];
      for (const row of exportRows(view, kind, organization)) {
        if (rows.length === exportMax) throw tooLong();
        rows.push(row);
      }
      const table = tableOf(kind, rows, this.runtime.engine.vault);
      call.reply.headers({
        'content-type': format === 'csv' ? `${csvType}; charset=utf-8` : workbookType,
        'content-disposition': `attachment; filename="${kind}-${organization}.${format}"`,
      });
      return Readable.from(format === 'csv' ? csvPieces(table) : workbookPieces(table));
    });
  }

  /** Everything is read and decided before anything is written. Others are let in between the pieces. */
  private async take(call: Call, kind: RegisterKind, bytes: Buffer): Promise<object> {
    const { engine } = this.runtime;
    const bulk = this.commands.bulkOf(call);
    const opened = await openTableIn(bytes, kind);
    if (!opened.ok) throw refused(opened.problems);
    const { organization } = call.query;
    const reader = registerReader(kind, opened.table, engine, { organization, area: this.areaOf(call) });
    const source: Source = { table: opened.table, reader };
    const taken = await takeTable(bulk, source, { told, rowsMax, pieceMax, onPage: () => setImmediate() });
    if (taken.isReused) throw problem('command-reused');
    if (reader.problems.length > 0) throw refused(reader.problems);
    const answer = { kind, rows: taken.rows, added: bulk.added, unused: reader.unused };
    if (call.query.dryRun === true) {
      call.status = 200;
      return { dryRun: true, ...answer };
    }
    return { ...answer, position: await this.write(call, bulk, source, taken) };
  }

  private async write(
    call: Call,
    bulk: ReturnType<Commands['bulkOf']>,
    source: Source,
    { known, subjects }: TakenTable,
  ): Promise<number> {
    if (known !== undefined && bulk.added === 0) {
      call.reply.header('idempotency-replayed', 'true');
      return known;
    }
    await findErased(this.runtime.engine.vault, source, subjects);
    if (source.reader.problems.length > 0) throw refused(source.reader.problems);
    const [kind] = source.reader.target as readonly [RegisterKind];
    const { position } = await this.commands.runBulk(bulk, { decider: deciders[kind], command: 'ImportFile' });
    return position;
  }

  /** Of organisations and units below the caller's, each asked for once. */
  private areaOf(call: Call): Area {
    const { engine } = this.runtime;
    const organization = remembered((id) => this.authority.covers(call, id, ['organizer']));
    const unit = remembered(async (id) => {
      const { state } = await engine.states.load(engine.store, unitFold, unitStream(id));
      return state.status !== 'unknown' && organization(state.organization);
    });
    return { organization, unit };
  }
}

function remembered(ask: (id: string) => Promise<boolean>): (id: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (id) => {
    const answer = known.get(id) ?? ask(id);
    known.set(id, answer);
    return answer;
  };
}

/** A refusal as it is told of a cell. */
function told(rejection: Rejection) {
  const { title, options } = problemOf(registryRefusals, rejection as never);
  const { zh, en } = options.errors?.[0] ?? options.detail ?? title;
  return { zh, en };
}

function refused(problems: readonly FileProblem[]): Problem {
  const shown = [...problems].sort(bySheetOrder).slice(0, toldMax);
  const errors = shown.map(({ code, row, column, cell, zh, en }) => ({
    code,
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
    ...(cell === undefined ? {} : { cell }),
    ...{ zh, en },
  }));
  const rest = {
    zh: `共 ${problems.length} 处，列出前 ${toldMax} 处`,
    en: `${problems.length} in all, the first ${toldMax} are listed`,
  };
  const title = { zh: '文件有误，未记录任何内容', en: 'The file has errors; nothing was recorded' };
  const detail = problems.length > toldMax ? { detail: rest } : {};
  return new Problem(422, 'file-refused', title, { errors, ...detail });
}

const organizationMissing = () => {
  const wrong = { zh: '请给出 organization', en: 'give organization' };
  return problem('query-invalid', { errors: [{ parameter: 'organization', code: 'scope-missing', ...wrong }] });
};

const tooLong = () =>
  problem('query-invalid', {
    errors: [
      {
        parameter: 'organization',
        code: 'file-too-long',
        zh: `超过 ${exportMax} 行；请按下级组织分别导出`,
        en: `more than ${exportMax} rows; ask for lower organisations one by one`,
      },
    ],
  });
