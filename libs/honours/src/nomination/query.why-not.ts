import {
  boardAround,
  boardsOfContest,
  contestRow,
  entryRow,
  shortageOf,
  standingOf,
  type ContestRow,
  type EntryRow,
  type StandingRow,
} from '@xf/competitions';
import type { ViewReader } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import { placesOn } from '../award/rules.direct';
import type { Said } from '../terms';
import { nominationsSet, roundKey, type AwardRow, type HonoursRow, type NominationRow, type RoundRow } from './project';
import { boardName, explainStatus, passedOverWhy, placesText } from './query.say';

export type WhyNot = {
  readonly code:
    | 'shortlisted'
    | 'nominated'
    | 'not-shortlisted'
    | 'passed-over'
    | 'no-direct-clause'
    | 'receiver-mismatch'
    | 'level-differs'
    | 'contest-differs'
    | 'not-published'
    | 'too-few-entrants'
    | 'round-opened-later'
    | 'not-ranked'
    | 'rank-outside-places'
    | 'nobody-took-the-place';
  readonly said: Said;
};

type Asked = { readonly round: string; readonly award: string; readonly competition: string; readonly entry: string };

/**
 * Why an entry is not among those who get the award: the first reason that applies, from what was recorded about it
 * down to what the award document says of its rank. Undefined when round, award or entry is unknown. `standing` is the
 * standings as of the contest's first publication.
 */
export function whyNot(
  view: ViewReader<HonoursRow>,
  standing: ViewReader<StandingRow>,
  asked: Asked,
): WhyNot | undefined {
  const round = view.get(roundKey(asked.round));
  if (round?.kind !== 'round') return undefined;
  const award = round.awards.find((one) => one.award === asked.award);
  const row = entryRow(standing, asked.competition, asked.entry);
  const contest = row === undefined ? undefined : contestRow(standing, asked.competition, row.contest);
  if (award === undefined || row === undefined || contest === undefined) return undefined;
  return (
    recordedReason(view, award, asked, row) ??
    clauseReason(round, award.document, contest) ??
    placeReason(standing, award.document, contest, row)
  );
}

function recordedReason(
  view: ViewReader<HonoursRow>,
  award: AwardRow,
  asked: Asked,
  row: EntryRow,
): WhyNot | undefined {
  const all = view.range(nominationsSet(asked.round, asked.award), { limit: Number.MAX_SAFE_INTEGER });
  const ofContest = all.flatMap(({ row: one }) =>
    one.kind === 'nomination' && isOf(one, asked, row.contest) ? [one] : [],
  );
  const own = ofContest.find(({ basis }) => basis.kind === 'contest' && basis.entry === asked.entry);
  if (own !== undefined) return { code: codeOf(own), said: explainStatus(own, award) };
  const passed = ofContest.flatMap(({ passedOver }) => passedOver).find(({ entry }) => entry === asked.entry);
  if (passed === undefined) return undefined;
  return { code: 'passed-over', said: passedOverWhy(passed, award.document) };
}

const isOf = ({ basis }: NominationRow, { competition }: Asked, contest: string): boolean =>
  basis.kind === 'contest' && basis.competition === competition && basis.contest === contest;

function codeOf({ status }: NominationRow): WhyNot['code'] {
  if (status === 'proposed') return 'nominated';
  return status === 'shortlisted' || status === 'conferred' ? 'shortlisted' : 'not-shortlisted';
}

function clauseReason(
  round: RoundRow,
  { title, receiver, direct }: AwardDocument,
  contest: ContestRow,
): WhyNot | undefined {
  if (direct === undefined) {
    return {
      code: 'no-direct-clause',
      said: {
        zh: `${title}不按竞赛名次直接授予，须经推荐`,
        en: `${title} goes by recommendation, not by contest results`,
      },
    };
  }
  if (receiver !== contest.contest.receiver) {
    return {
      code: 'receiver-mismatch',
      said: { zh: `${title}授予${receiverName[receiver].zh}`, en: `${title} is for ${receiverName[receiver].en}` },
    };
  }
  if (!direct.contests.levels.includes(contest.level)) {
    return {
      code: 'level-differs',
      said: { zh: '竞赛级别不在该奖项范围内', en: 'the competition is of another level' },
    };
  }
  if (direct.contests.only?.includes(contest.contest.contest) === false) {
    return {
      code: 'contest-differs',
      said: { zh: '该奖项不授予此比赛', en: 'the award is for other contests' },
    };
  }
  const published = contest.publications[0];
  if (published === undefined)
    return { code: 'not-published', said: { zh: '成绩尚未公布', en: 'no result was published' } };
  if (round.openedAt <= published.position) return undefined;
  return {
    code: 'round-opened-later',
    said: { zh: '公布成绩时评选批次尚未开启', en: 'the round was opened after the results were published' },
  };
}

function placeReason(
  standing: ViewReader<StandingRow>,
  { direct }: AwardDocument,
  contest: ContestRow,
  row: EntryRow,
): WhyNot | undefined {
  const boards = boardsOfContest(contest);
  const own = standingOf(row, contest)?.boards ?? [];
  const board = boards.includes('overall') ? 'overall' : boards.find((one) => own.includes(one));
  if (board === undefined || direct === undefined) return undefined;
  const shortage = shortageOf(standing, contest, board);
  if (shortage !== undefined) {
    const { entered, needed } = shortage;
    return {
      code: 'too-few-entrants',
      said: {
        zh: `参赛 ${entered} 个，不足规定的 ${needed} 个，成绩有效，不据以授奖`,
        en: `${entered} entered where ${needed} are needed: the results stand and nobody is honoured for them`,
      },
    };
  }
  const around = boardAround(standing, contest, board, row.entry, 0);
  const rank = around?.rows.find((one) => one.row.entry === row.entry)?.rank;
  const on = boardName(board);
  if (rank === undefined) {
    return { code: 'not-ranked', said: { zh: `${on.zh}未列名次`, en: `not ranked (${on.en})` } };
  }
  const size = around?.total ?? 0;
  const places = placesOn(direct, size);
  if (places !== undefined && rank >= places.from && rank <= places.to) {
    return {
      code: 'nobody-took-the-place',
      said: {
        zh: `${on.zh}第 ${rank} 名不符合授予条件，且其后无人递补`,
        en: `place ${rank} (${on.en}) could not be given, and nobody after it took the place`,
      },
    };
  }
  return {
    code: 'rank-outside-places',
    said: {
      zh: `${on.zh}第 ${rank} 名，授予范围为${placesText(direct, size).zh}`,
      en: `place ${rank} (${on.en}); the award goes to ${placesText(direct, size).en}`,
    },
  };
}

const receiverName: Readonly<Record<AwardDocument['receiver'], Said>> = {
  person: { zh: '个人', en: 'persons' },
  team: { zh: '班组', en: 'teams' },
  unit: { zh: '单位', en: 'units' },
};
