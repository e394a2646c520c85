import type { Reads, ViewReader } from '@xf/es';
import { formatInstant, nextPage, pastOf } from '@xf/nest';
import type { Call } from '@xf/nest';
import { contestsSet, standings } from '../standing/project';
import type { ContestRow, StandingRow } from '../standing/project';
import { stateOfContest } from '../standing/shell';
import type { Known } from '../visibility/shell';

/** Contests looked at together. */
const pageMax = 200;

/** A page of the competitions of which the caller sees a contest. */
export async function listCompetitions(
  call: Call,
  reads: Reads,
  sees: (row: ContestRow) => Promise<boolean>,
): Promise<object> {
  const { limit = 50, cursor } = call.query;
  const page = await pagesOf(call, reads);
  const found = new Map<string, ContestRow[]>();
  let after: After = cursor;
  // The next page starts behind what this caller has seen: whatever lies between is not named in its cursor.
  let last: After;
  for (;;) {
    const members = await page(after);
    for (const { row, sort, key } of members) {
      after = { sort, key };
      if (row.kind !== 'contest' || !(await sees(row))) continue;
      const known = found.get(row.competition);
      if (known === undefined && found.size === limit) {
        return { rows: [...found.values()].map(listed), ...nextPage(call, last && { position: 0, ...last }) };
      }
      found.set(row.competition, [...(known ?? []), row]);
      last = after;
    }
    if (members.length < pageMax) return { rows: [...found.values()].map(listed) };
  }
}

type After = { readonly sort: string; readonly key: string } | undefined;

/** Pages of all contests: live, where each is as it is when it is read, or at the moment asked for. */
async function pagesOf(call: Call, reads: Reads) {
  const page = (after: After) => (view: ViewReader<StandingRow>) => view.range(contestsSet, { after, limit: pageMax });
  const past = pastOf(call);
  if (past === undefined) return (after: After) => reads.live(standings).read(page(after));
  const view = await reads.at(standings, past);
  return (after: After) => Promise.resolve(page(after)(view));
}

/** Who is head judge where, of the contests that have one. */
export const headJudgesOf = ({ contests }: Known): readonly object[] =>
  [...contests.values()].flatMap(({ contest, headJudge }) =>
    headJudge === undefined ? [] : [{ contest: contest.contest, account: headJudge }],
  );

/** A competition with those of its contests that the caller may see. */
export function listed(rows: readonly ContestRow[]): object {
  const [first] = rows;
  return {
    competition: first?.competition,
    name: first?.competitionName,
    organization: first?.organization,
    level: first?.level,
    contests: rows.map((row) => ({
      ...row.contest,
      rulesHash: row.rules?.hash,
      ...stateOfContest(row),
      ...(row.startsAt === undefined ? {} : { startsAt: formatInstant(row.startsAt) }),
      publications: row.publications.length,
    })),
  };
}
