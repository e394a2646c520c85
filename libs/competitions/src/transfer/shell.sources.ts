import { Inject, Injectable } from '@nestjs/common';
import type { ViewReader } from '@xf/es';
import { Authority, defined, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { Role } from '@xf/access';
import { openContest } from '../competition/decide';
import { entriesSet, standings, type ContestRow, type EntryRow, type StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import type { Published } from '../standing/query.transfer';
import type { Contest, ContestAt } from '../terms';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';

/** Entries of a contest read at once. */
const entriesMax = 100_000;

/** Where a contest takes its entries and marks from, and what stands in it. */
@Injectable()
export class Sources {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** A contest that is going on. */
  async planOf(
    call: Call,
    competition: string,
    contest: string,
    roles: readonly Role[] = ['organizer'],
  ): Promise<Contest> {
    const state = await this.visibility.require(call, competition, roles);
    const found = openContest(state, contest);
    if ('rejected' in found) throw problem('not-found');
    return found.contest.contest;
  }

  /**
   * Who goes on brings along what is not public: attributes, members, whom it is about. Only who organizes the source too may
   * take that over; organizers of a level above do.
   */
  async requireSource(call: Call, { competition, contest, organization }: ContestRow): Promise<void> {
    if (await this.authority.covers(call, organization, ['organizer'])) return;
    throw problem('role-missing', { errors: [notYours(`${competition}/${contest.contest}`)] });
  }

  /**
   * What everybody may read of each source: its last publication. Those that ended before one, cancelled or merged, are over
   * and give nothing; the others are waited for. domain-rules 51, 56.
   */
  async sourcesOf<T extends ContestAt>(sources: readonly T[], own: string) {
    const given: { readonly source: T; readonly published: Published }[] = [];
    const ended: string[] = [];
    const waiting: string[] = [];
    for (const source of sources) {
      const { competition = own, contest } = source;
      const live = await this.rowOf(competition, contest);
      const published = live && (await this.publishedOf(live));
      const name = competition === own ? contest : `${competition}/${contest}`;
      if (published !== undefined) given.push({ source, published });
      else if (live?.ended !== undefined) ended.push(name);
      else waiting.push(name);
    }
    return { given, ended, waiting };
  }

  rowOf(id: string, contest: string): Promise<ContestRow | undefined> {
    return this.runtime.reads.live(standings).read((view) => contestRow(view, id, contest), id);
  }

  private async publishedOf({ competition, contest: { contest }, publications }: ContestRow) {
    const publication = publications[publications.length - 1];
    if (publication === undefined) return undefined;
    const view = await this.runtime.reads.at(standings, { position: publication.position }, competition);
    const row = contestRow(view, competition, contest);
    if (row === undefined) throw new Error(`${competition}/${contest} was published and is not in its own past`);
    return { view, contest: row, publication };
  }

  async entriesBefore(repeated: number | undefined, id: string, contest: string): Promise<readonly EntryRow[]> {
    if (repeated === undefined) {
      await this.reading.waitForHead();
      return this.entriesOf(id, contest);
    }
    const view = await this.runtime.reads.at(standings, { position: repeated - 1 }, id);
    return entryRows(view, id, contest);
  }

  entriesOf(competition: string, contest: string): Promise<readonly EntryRow[]> {
    return this.runtime.reads.live(standings).read((view) => entryRows(view, competition, contest), competition);
  }

  /** Rows with names that can be written anew; undefined for a person who was erased since. */
  async named(rows: readonly EntryRow[]): Promise<readonly (EntryRow | undefined)[]> {
    const sealed = rows.flatMap(({ name, members = [] }) => [
      ...(name === undefined ? [] : [name]),
      ...members.map((one) => one.name),
    ]);
    const plain = await this.runtime.engine.vault.reveal(sealed);
    const names = new Map(sealed.map((text, n) => [text, plain[n]]));
    return rows.map((row) => {
      const name = row.name === undefined ? undefined : names.get(row.name);
      if (row.name !== undefined && name === undefined) return undefined;
      const members = row.members?.flatMap(({ person, name: text }) => {
        const known = names.get(text);
        return known === undefined ? [] : [{ person, name: known }];
      });
      return { ...row, ...defined({ name, members }) };
    });
  }
}

const notYours = (source: string) => ({
  ...{ code: 'source-not-yours', contest: source },
  zh: `来源 ${source} 不由您主办：参赛者的资料只能由同时主办来源竞赛的人（如其上级组织的主办人员）接收`,
  en: `you do not organize ${source}: entrants and their data are taken over by somebody who does, as organizers of a level above it do`,
});

function entryRows(view: ViewReader<StandingRow>, competition: string, contest: string): readonly EntryRow[] {
  const members = view.range(entriesSet(competition, contest), { limit: entriesMax });
  return members.flatMap(({ row }) => (row.kind === 'entry' ? [row] : []));
}
