import { memoryViews } from '@xf/adapters';
import { foldBatch, type Recorded, type View } from '@xf/es';
import { yearFigures, type YearEvent, type YearRow } from '../yearly/project';

export const noon = (year: number): number => Date.parse(`${year}-06-01T12:00:00+08:00`);

export type Told = { readonly event: YearEvent; readonly validAt: number };

/** A log of events told one after another, without deciders: what a view must make of any facts. */
export function season() {
  const told: Told[] = [];
  const tell = (event: object, year = 2026) => void told.push({ event: event as YearEvent, validAt: noon(year) });
  const recorded = (): readonly Recorded<YearEvent>[] =>
    told.map(({ event, validAt }, n) => ({
      ...{ event, validAt, recordedAt: validAt, position: n + 1, revision: n, stream: `log-all` as never },
      ...{ actor: 'a', command: `c${n}`, fingerprint: '', correlation: '' },
    }));
  return {
    told,
    tell,
    /** Each organisation below the one before it. */
    place(...path: readonly string[]) {
      const organization = path[path.length - 1] ?? '';
      const parent = path[path.length - 2];
      const known = { type: 'OrganizationRegistered', organization, name: organization, path };
      const level = (['province', 'city', 'district', 'unit'] as const)[path.length - 1] ?? 'unit';
      tell({ ...known, level, ...(parent === undefined ? {} : { parent }) });
    },
    open(competition: string, { organization, year = 2026, contests = ['k'], process = {}, ...more }: Opening) {
      const plan = contests.map((contest) => ({
        contest,
        name: contest,
        receiver: 'person',
        groups: more.groups ?? [],
      }));
      const { level = 'district', series } = more;
      const held = series === undefined ? {} : { series };
      const name = `${competition}竞赛`;
      tell({ type: 'CompetitionPlanned', competition, organization, name, level, contests: plan, rounds: [], ...held });
      const rules = contests.map((contest) => ({
        contest,
        hash: JSON.stringify(process),
        document: documentWith(process),
      }));
      tell({ type: 'CompetitionOpened', competition, rules }, year);
    },
    enter(competition: string, entry: string, more: object = {}, contest = 'k') {
      const who = { kind: 'person', subject: `p_${entry}`, number: entry };
      tell({ type: 'EntrySubmitted', competition, contest, entry, ...who, ...more });
    },
    /** The figures after all that was told, folded so many events at a time. */
    view(batch = 1_000): View<YearRow> {
      const into = memoryViews().open<YearRow>(yearFigures.name, yearFigures.version);
      const all = recorded();
      for (let n = 0; n < all.length; n += batch) {
        const page = all.slice(n, n + batch);
        into.commit(foldBatch(yearFigures, into, page), page[page.length - 1]?.position ?? 0);
      }
      return into;
    },
  };
}

type Opening = {
  readonly organization: string;
  readonly year?: number;
  readonly contests?: readonly string[];
  readonly level?: string;
  readonly series?: string;
  readonly groups?: readonly { readonly group: string; readonly name: string }[];
  readonly process?: object;
};

const documentWith = (process: object) => ({
  id: 'plain',
  version: 1,
  title: '一项',
  cites: [],
  values: [
    {
      id: 'total',
      name: '总分',
      role: 'total',
      marks: { kind: 'measured', range: { min: '0', max: '100' } },
      round: { digits: 0, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: true, overall: true },
  process,
});
