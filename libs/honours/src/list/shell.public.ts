import { Controller, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { sha256 } from '@xf/es';
import { columnNames } from '@xf/lists';
import {
  Caller,
  formatInstant,
  KeptAnswers,
  problem,
  problemOf,
  Public,
  Read,
  Reading,
  render,
  sendRendered,
  writeCursor,
} from '@xf/nest';
import type { Call, Kept } from '@xf/nest';
import { listsFold } from './decide';
import { listsStream, type ListPrepared } from './events';
import { inPublic } from './rules';
import { listRefusals } from './shell.refusals';
import { ListRows } from './shell.rows';

/** By the number of rows before each. */
type Pages = ReadonlyMap<number, Kept<string>>;

/** What published lists may take in memory: two of a hundred thousand rows. */
const keptBytesMax = 64_000_000;
/** Rows of a page. Every reader gets the same pages, so they are made once. */
const pageRows = 500;

@ApiTags('名单')
@Controller('api/organizations/:organization/lists')
export class PublicListsController {
  /** All pages of a version are made at once, and again when somebody was erased or an honour revoked. */
  private readonly pages = new KeptAnswers<string>(keptBytesMax);
  private readonly making = new Map<string, Promise<Pages>>();

  constructor(
    private readonly reading: Reading,
    private readonly rows: ListRows,
  ) {}

  @Read(':list/text', {
    zh: '已公布的名单：解禁之后、截止之前的最新版本，人人可看；截止之后为 410',
    ends: true,
    description: `每页 ${pageRows} 行。翻页之间名单有了新版本的，游标失效（cursor-invalid），请从第一页重新取。`,
    query: ['cursor', 'minPosition'],
  })
  @Public()
  getListText(@Caller() call: Call, @Param('organization') organization: string, @Param('list') list: string) {
    return this.reading.ask(call, 'list-text', async ({ engine }) => {
      if (!/^\w{1,40}$/.test(organization)) throw problem('not-found');
      const { state } = await engine.states.load(engine.store, listsFold, listsStream(organization));
      const now = engine.clock.now();
      const found = inPublic(state.get(list) ?? [], now);
      if (found === undefined) throw problem('not-found');
      if ('over' in found) throw problemOf(listRefusals, { code: 'list-over', endsOn: found.over });
      const { shown } = found;
      const { rendered, link } = await this.page(
        shown,
        startOf(call, shown),
        `${await engine.vault.erasures()}/${await this.rows.revocations()}`,
      );
      if (link !== undefined) call.reply.header('link', link);
      call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
      return sendRendered(call, rendered);
    });
  }

  /** Readers who come while a version is made wait for the same one. */
  private async page(version: ListPrepared, start: number, basis: string): Promise<Kept<string>> {
    const known = this.pages.find(addressOf(version, start), (at) => at === basis);
    if (known !== undefined) return known;
    const whole = `${addressOf(version, 0)}/${basis}`;
    let making = this.making.get(whole);
    if (making === undefined) {
      making = this.make(version, basis).finally(() => this.making.delete(whole));
      this.making.set(whole, making);
    }
    const made = (await making).get(start);
    if (made === undefined) throw problem('cursor-invalid');
    return made;
  }

  /** What is printed, and of its grounds only the moment: no position, and nobody's account. */
  private async make(version: ListPrepared, basis: string): Promise<Pages> {
    const checked = await this.rows.printed(version, await this.rows.againInPublic(version), '');
    // Its number would tell how many versions nobody outside has seen.
    const { organization, list, title, asOf, total } = version;
    const columns = checked.columns.map((column) => ({ column, name: columnNames[column][0] }));
    const counts = checked.counts.map(({ award, count }) => ({ award, count }));
    const head = { list, title, asOf: formatInstant(asOf), columns, counts, total };
    const pages = new Map<number, Kept<string>>();
    const keep = (start: number, rows: readonly object[]) => {
      const end = start + rows.length;
      const next = end < total ? writeCursor({ position: 0, sort: String(end), key: nameOf(version) }) : undefined;
      const rendered = render({ ...head, rows, ...(next === undefined ? {} : { next }) }, total);
      const link = next && `</api/organizations/${organization}/lists/${list}/text?cursor=${next}>; rel="next"`;
      const page = { rendered, link, basis };
      pages.set(start, page);
      this.pages.keep(addressOf(version, start), page);
    };
    let start = 0;
    let rows: object[] = [];
    for await (const { cells } of checked.cells()) {
      rows.push(Object.fromEntries(checked.columns.map((column, n) => [column, cells[n] ?? ''])));
      if (rows.length < pageRows) continue;
      keep(start, rows);
      start += rows.length;
      rows = [];
    }
    if (rows.length > 0) keep(start, rows);
    return pages;
  }
}

const addressOf = ({ organization, list, version }: ListPrepared, start: number): string =>
  `${organization}/${list}/${version}/${start}`;

/** Names a version to those who may not know its number. */
const nameOf = ({ rowsHash, title, columns }: ListPrepared): string =>
  sha256([rowsHash, title, ...columns].join('\n')).slice(0, 20);

/** The first row of the asked page. A cursor of another version, or one that nobody was given, is refused. */
function startOf({ query: { cursor } }: Call, version: ListPrepared): number {
  if (cursor === undefined) return 0;
  const start = /^[1-9]\d{0,6}$/.test(cursor.sort) ? Number(cursor.sort) : NaN;
  const isOwn = cursor.key === nameOf(version) && start < version.total && start % pageRows === 0;
  if (!isOwn) throw problem('cursor-invalid');
  return start;
}
