import type { Reads, ViewReader } from '@xf/es';
import { nextPage, pastOf } from '@xf/nest';
import type { Call } from '@xf/nest';
import { contestsSet, standings } from '../standing/project';
import type { ContestRow, StandingRow } from '../standing/project';
import { stateOfContest } from '../standing/shell';

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
  for (;;) {
    const { members, position } = await page(after);
    for (const { row, sort, key } of members) {
      if (row.kind === 'contest' && (await sees(row))) {
        const known = found.get(row.competition);
        if (known === undefined && found.size === limit) {
          const next = after && { position, ...after };
          return { position, rows: [...found.values()].map(listed), ...nextPage(call, next) };
        }
        found.set(row.competition, [...(known ?? []), row]);
      }
      after = { sort, key };
    }
    if (members.length < pageMax) return { position, rows: [...found.values()].map(listed) };
  }
}

type After = { readonly sort: string; readonly key: string } | undefined;

/** Pages of all contests: live, where each is as it is when it is read, or at the moment asked for. */
async function pagesOf(call: Call, reads: Reads) {
  const page = (after: After) => (view: ViewReader<StandingRow>) => ({
    members: view.range(contestsSet, { after, limit: pageMax }),
    position: view.position(),
  });
  const past = pastOf(call);
  if (past === undefined) return (after: After) => reads.live(standings).read(page(after));
  const view = await reads.at(standings, past);
  return (after: After) => Promise.resolve(page(after)(view));
}

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
      publications: row.publications.length,
    })),
  };
}
