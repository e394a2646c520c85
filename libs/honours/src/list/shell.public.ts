import { Controller, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { columnNames } from '@xf/lists';
import {
  Authority,
  Caller,
  formatInstant,
  KeptAnswers,
  problem,
  Public,
  Read,
  Reading,
  render,
  RUNTIME,
  sendRendered,
} from '@xf/nest';
import type { ApiRuntime, Call, Rendered } from '@xf/nest';
import { listsFold } from './decide';
import { listsStream, type ListPrepared } from './events';
import { isShownTo } from './rules';
import { ListRows } from './shell.rows';

/** What published lists may take in memory. */
const keptBytesMax = 16_000_000;

@ApiTags('名单')
@Controller('api/organizations/:organization/lists')
export class PublicListsController {
  private readonly rows: ListRows;
  /** Made once for each version, and again when somebody was erased. */
  private readonly texts = new KeptAnswers<number>(keptBytesMax);

  constructor(
    private readonly reading: Reading,
    authority: Authority,
    @Inject(RUNTIME) runtime: ApiRuntime,
  ) {
    this.rows = new ListRows(runtime, authority);
  }

  @Read(':list/text', { zh: '已公布的名单：解禁之后、截止之前的最新版本，人人可看', query: ['minPosition'] })
  @Public()
  getListText(@Caller() call: Call, @Param('organization') organization: string, @Param('list') list: string) {
    return this.reading.ask(call, 'list-text', async ({ engine }) => {
      if (!/^\w{1,40}$/.test(organization)) throw problem('not-found');
      const { state } = await engine.states.load(engine.store, listsFold, listsStream(organization));
      const now = engine.clock.now();
      const shown = state.get(list)?.findLast((version) => isShownTo('public', version, now));
      if (shown === undefined) throw problem('not-found');
      const erasures = await engine.vault.erasures();
      const address = `${organization}/${list}/${shown.version}`;
      const known = this.texts.find(address, (at) => at === erasures);
      const rendered = known?.rendered ?? (await this.textOf(shown));
      if (known === undefined) this.texts.keep(address, { rendered, link: undefined, basis: erasures });
      call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
      return sendRendered(call, rendered);
    });
  }

  /** What is printed, and of its grounds only the moment: no position, and nobody's account. */
  private async textOf(version: ListPrepared): Promise<Rendered> {
    const checked = await this.rows.printed(version, await this.rows.again(version), '');
    const rows: object[] = [];
    for await (const { cells } of checked.cells())
      rows.push(Object.fromEntries(checked.columns.map((column, n) => [column, cells[n] ?? ''])));
    // Its number would tell how many versions nobody outside has seen.
    const { list, title, asOf, total } = version;
    const columns = checked.columns.map((column) => ({ column, name: columnNames[column][0] }));
    const counts = checked.counts.map(({ award, count }) => ({ award, count }));
    return render({ list, title, asOf: formatInstant(asOf), columns, counts, total, rows }, total);
  }
}
