import { flagHolders, type Process } from '@xf/rules';

export type FlagClause = Pick<NonNullable<Process['flag']>, 'keepsFor'>;

/**
 * One period of a series, in the order of the plan; `winners` when its results are published: subjects who won the flag.
 * `ended`: it was cancelled or merged into another one, and will never be published. domain-rules 51.
 */
export type Period = { readonly winners?: readonly string[]; readonly ended?: boolean };

export type FlagStory = {
  /** Who holds the flag after each period; as many as periods. Undefined while that period is not published. */
  readonly holders: readonly (readonly string[] | undefined)[];
  /** How often each has won, most wins first, equals in the order they first won. */
  readonly wins: readonly { readonly subject: string; readonly wins: number }[];
  /** Every period that did not end early is published, and there is one: nothing changes any more. */
  readonly complete: boolean;
  /** Who leads by the clause so far; who keeps it once `complete`, when there is but one. */
  readonly leading: readonly string[];
  /** The one who keeps it for good: only when complete, only by `most-wins`, only when nobody won as often. */
  readonly keeper?: string;
};

/**
 * The course of a travelling flag over a series of periods. It changes hands with every published period, whatever the
 * clause; `most-wins` says who keeps it when all are over. Winners who tie hold it together, and nobody keeps it for good
 * while two have won equally often: that is for the organizer to settle. domain-rules 97.
 */
export function flagStory(clause: FlagClause, periods: readonly Period[]): FlagStory {
  const published = periods.flatMap(({ winners }) => (winners === undefined ? [] : [winners]));
  const holders = periods.map(({ winners }) =>
    winners === undefined ? undefined : flagHolders({ keepsFor: 'period' }, [winners]),
  );
  const complete =
    published.length > 0 && periods.every(({ winners, ended }) => winners !== undefined || ended === true);
  const leading = flagHolders(clause, published);
  const [keeper, ...others] = leading;
  const keeps = complete && clause.keepsFor === 'most-wins' && others.length === 0 && keeper !== undefined;
  return { holders, wins: winsOf(published), complete, leading, ...(keeps ? { keeper } : {}) };
}

function winsOf(published: readonly (readonly string[])[]): FlagStory['wins'] {
  const wins = new Map<string, number>();
  for (const winners of published) for (const subject of winners) wins.set(subject, (wins.get(subject) ?? 0) + 1);
  return [...wins].map(([subject, count]) => ({ subject, wins: count })).sort((a, b) => b.wins - a.wins);
}
