import {
  contestsSet,
  entryIdOf,
  entryRow,
  explain as explainEntry,
  prizeOf,
  rulesOf,
  standings,
  type EntryRow,
  type Explanation,
  type StandingRow,
} from '@xf/competitions';
import { openNames, type ViewReader, type When } from '@xf/es';
import { reading } from '../folder';
import { Stop, type ExitCode } from '../io';
import { say, type Output } from '../print';
import { boardName, keyName } from '../score/report';
import { nameOf } from './board';

export type ExplainOptions = {
  readonly data: string;
  readonly contest?: string | undefined;
  readonly lang: 'zh' | 'en';
  readonly when: When;
};

const contestsMax = 10_000;

/** Shows why an entry stands where it stands: marks, values, total, deciding key, place. */
export function explain(
  output: Output,
  competition: string,
  named: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  return reading<ExitCode>(options.data, async ({ vault, at }) => {
    const view = await at(standings, options.when, competition);
    const row = find(view, competition, named, options.contest);
    const explanation = explainEntry(view, competition, row.entry);
    if (explanation === undefined) throw new Error(`${row.entry} stands in a contest without rules`);
    const { derivation, marks, places, position, rulesHash } = explanation;
    const answer = { competition, contest: row.contest, entry: row.entry, number: row.number, position, rulesHash };
    const json = { ...answer, status: row.status, derivation, marks, places: places.map(placeOf) };
    const { name } = await openNames(vault, { name: nameOf(row) });
    say(output, json, linesOf(explanation, name, options.lang));
    return 0;
  });
}

function find(
  view: ViewReader<StandingRow>,
  competition: string,
  named: string,
  contest: string | undefined,
): EntryRow {
  const byId = entryRow(view, competition, named);
  if (byId !== undefined) return byId;
  const contests = view.range(contestsSet, { limit: contestsMax }).flatMap(({ row }) => {
    if (row.kind !== 'contest' || row.competition !== competition) return [];
    return contest === undefined || row.contest.contest === contest ? [row.contest.contest] : [];
  });
  const found = contests.flatMap((one) => entryRow(view, competition, entryIdOf(competition, one, named)) ?? []);
  const [only, second] = found;
  if (only === undefined) {
    throw new Stop(
      1,
      'entry-unknown',
      `竞赛 ${competition} 没有编号 ${named}。`,
      `Competition ${competition} has no entry ${named}.`,
    );
  }
  if (second === undefined) return only;
  const list = found.map((row) => row.contest).join('、');
  throw new Stop(
    1,
    'contest-not-chosen',
    `编号 ${named} 在多个赛项中：${list}，请用 --contest 指定。`,
    `Number ${named} stands in several contests (${list}); choose one with --contest.`,
  );
}

type Place = Explanation['places'][number];

const placeOf = ({ board, rank, of, decidedBy, belowDecidedBy, prize, above, below }: Place) => ({
  board,
  rank,
  of,
  prize,
  decidedBy,
  belowDecidedBy,
  above: above?.row.number,
  below: below?.row.number,
});

function linesOf(
  { contest, row, position, derivation, places, marks }: Explanation,
  name: string | undefined,
  lang: 'zh' | 'en',
): string[] {
  const zh = lang === 'zh';
  const who = [row.number, name, row.unit].filter((part) => part !== undefined).join(' ');
  const late = marks.filter((mark) => mark.late).map((mark) => `${mark.criterion}/${mark.slot}`);
  const head = zh
    ? `${contest.competitionName} / ${contest.contest.name}：${who}（截至记录 ${position}）`
    : `${contest.competitionName} / ${contest.contest.name}: ${who} (as of position ${position})`;
  const lateLine = zh
    ? `冻结后才录入、未计入：${late.join('、')}`
    : `recorded after the freeze and not counted: ${late.join(', ')}`;
  return [
    head,
    ...(zh ? derivation.zh : derivation.en),
    ...(late.length === 0 ? [] : [lateLine]),
    ...places.map((place) => placeLine(place, contest, zh)),
  ];
}

const prizeLine = (prize: ReturnType<typeof prizeOf>, zh: boolean): string =>
  zh ? `奖项：${prize?.name ?? ''}` : `prize: ${prize?.nameEn ?? prize?.name ?? ''}`;

function placeLine(place: Place, contest: Explanation['contest'], zh: boolean): string {
  const { board, rank, of, decidedBy, belowDecidedBy, prize } = place;
  // Who has no place is beside nobody: the rows without one stand below all others in no order that means anything.
  const above = rank === undefined ? undefined : place.above;
  const below = place.below?.rank === undefined ? undefined : place.below;
  const key = (id: string | undefined) =>
    id === undefined || contest.rules === undefined ? id : keyName(rulesOf(contest.rules).document, id);
  const shared = zh ? '并列' : 'level';
  const parts = [
    rank === undefined ? (zh ? '不排名次' : 'no rank') : zh ? `第 ${rank} 名，共 ${of} 个` : `rank ${rank} of ${of}`,
    ...(above === undefined
      ? []
      : [
          zh
            ? `与上一行 ${above.row.number}：${key(decidedBy) ?? shared}`
            : `from ${above.row.number} above: ${decidedBy ?? shared}`,
        ]),
    ...(below === undefined
      ? []
      : [
          zh
            ? `与下一行 ${below.row.number}：${below.rank === undefined ? '不排名次' : (key(belowDecidedBy) ?? shared)}`
            : `from ${below.row.number} below: ${below.rank === undefined ? 'no rank' : (belowDecidedBy ?? shared)}`,
        ]),
    ...(prize === undefined ? [] : [prizeLine(prizeOf(contest, prize), zh)]),
  ];
  return `${boardName(board, contest)}${zh ? '：' : ': '}${parts.join(zh ? '；' : '; ')}`;
}
