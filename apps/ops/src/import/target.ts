import { competitionFold, competitionStream, rulesOf, type CompetitionState } from '@xf/competitions';
import type { Engine } from '@xf/es';
import type { BothTexts, ScoreWords } from '@xf/files';
import type { Rules } from '@xf/rules';
import { Stop } from '../io';
import { vocabularyOf, type Vocabulary } from '../score/words';

export type TargetContest = {
  readonly contest: string;
  readonly name: string;
  readonly receiver: 'person' | 'team' | 'unit';
  readonly groups: readonly { readonly group: string; readonly name: string }[];
  readonly rules: Rules;
  readonly words: Vocabulary;
};

/** The open competition that rows go into. */
export type Target = {
  readonly competition: string;
  readonly contests: readonly TargetContest[];
  /** Used for rows that name no contest. */
  readonly contest: string | undefined;
  /** Words of all its contests, to understand the columns. */
  readonly words: ScoreWords;
};

/** Finds the competition that rows are to go into; stops when it is unknown, not open, or has no such contest. */
export async function targetOf(engine: Engine, competition: string, contest: string | undefined): Promise<Target> {
  const { state } = await engine.states.load(engine.store, competitionFold, competitionStream(competition));
  const contests = contestsOf(state, competition);
  if (contest !== undefined && !contests.some((one) => one.contest === contest)) {
    const known = contests.map((one) => one.contest).join('、');
    throw new Stop(
      1,
      'contest-unknown',
      `竞赛 ${competition} 没有赛项 ${contest}；可用：${known}。`,
      `Competition ${competition} has no contest ${contest}; known: ${known}.`,
    );
  }
  return {
    competition,
    contests,
    contest: contest ?? (contests.length === 1 ? contests[0]?.contest : undefined),
    words: {
      criteria: new Set(contests.flatMap(({ words }) => [...words.criteria])),
      attributes: new Map(contests.flatMap(({ words }) => [...words.attributes])),
    },
  };
}

function contestsOf(state: CompetitionState, competition: string): readonly TargetContest[] {
  if (state.status === 'unknown') {
    throw new Stop(1, 'competition-unknown', `没有竞赛 ${competition}。`, `There is no competition ${competition}.`);
  }
  if (state.status !== 'open') {
    const zh = `竞赛 ${competition} 尚未开赛：开赛时才固定评分规则，之后才能录入。`;
    throw new Stop(
      1,
      'competition-not-open',
      zh,
      `Competition ${competition} is not open yet: rules are pinned at its opening.`,
    );
  }
  return [...state.contests.values()].flatMap(({ contest, rules: pinned }) => {
    if (pinned === undefined) return [];
    const rules = rulesOf(pinned);
    return [{ ...contest, rules, words: vocabularyOf(rules.document) }];
  });
}

export const contestExpected = ({ contests }: Target): BothTexts => {
  const known = contests.map(({ contest, name }) => `${contest}（${name}）`).join('、');
  return {
    zh: `应为竞赛的赛项之一：${known}；也可用 --contest 指定`,
    en: `one of the contests is expected: ${known}; or choose one with --contest`,
  };
};

/** The contest a row means, by id or name. */
export function contestOf(target: Target, named: string | undefined): TargetContest | undefined {
  const wanted = named ?? target.contest;
  return (
    target.contests.find(({ contest }) => contest === wanted) ??
    (named === undefined ? undefined : target.contests.find(({ name }) => name === named))
  );
}
