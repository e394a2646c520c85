import type { DirectClause, AwardDocument } from '../award/rules';
import { placesOn } from '../award/rules.direct';
import { fieldsOf, type Printed } from '../correction';
import type { Said } from '../terms';
import type { PassedOver, RuledOutReason } from './events';
import type { AwardRow, NominationRow } from './project';

/** The result or the recommendation a nomination stands on, and the clause of the award document behind it. */
export function groundsOf({ basis }: NominationRow, { document, hash }: AwardRow): readonly Said[] {
  if (basis.kind === 'recommendation') {
    return [
      { zh: `由 ${basis.by} 推荐：${basis.reason}`, en: `Recommended by ${basis.by}: ${basis.reason}` },
      ...citesOf(document, hash),
    ];
  }
  if (basis.kind === 'chain') {
    const { awardTitle, decision, conferredOn } = basis;
    return [
      {
        zh: `因授予${awardTitle}（${decision}，${conferredOn}）连带提名，不自动授予`,
        en: `Follows from ${awardTitle} (${decision}, ${conferredOn}) as a draft; nothing is conferred by itself`,
      },
      ...citesOf(document, hash),
    ];
  }
  const { competitionName, contestName, board, rank, of, total, version, position } = basis;
  const score = total === undefined ? { zh: '', en: '' } : { zh: `，成绩 ${total}`, en: `, score ${total}` };
  return [
    {
      zh: `“${competitionName}”${contestName}（${boardName(board).zh}）第 ${rank} 名，榜上共 ${of} 个${score.zh}`,
      en: `Place ${rank} of ${of} in “${competitionName}”, ${contestName} (${boardName(board).en})${score.en}`,
    },
    {
      zh: `依据第 ${version} 次公布的成绩，日志位置 ${position}`,
      en: `As published (version ${version}), log position ${position}`,
    },
    ...(document.direct === undefined ? [] : [clauseOf(document, document.direct, of)]),
    ...citesOf(document, hash),
  ];
}

function clauseOf({ title, titleEn }: AwardDocument, direct: DirectClause, of: number): Said {
  const { holdersSkipped, passMark } = direct;
  const places = placesText(direct, of);
  const mark =
    passMark === undefined ? { zh: '', en: '' } : { zh: `，须达 ${passMark} 分`, en: ` with at least ${passMark}` };
  const [zh, en] = [`${places.zh}${mark.zh}`, `${places.en}${mark.en}`];
  const skipped = holdersSkipped
    ? { zh: '；已获该荣誉的不重复授予，依次递补', en: '; holders are passed over and the next in order follows' }
    : { zh: '', en: '' };
  return { zh: `${title}直接授予${zh}${skipped.zh}`, en: `${titleEn ?? title} goes straight to ${en}${skipped.en}` };
}

/** The places that a board of so many has for the award, and by what they are counted. */
export function placesText(direct: DirectClause, of: number): Said {
  const places = placesOn(direct, of);
  if (places === undefined) return { zh: `无人（榜上共 ${of} 个）`, en: `nobody (on a board of ${of})` };
  const { from, to } = places;
  const { share, bySize } = direct;
  const zh = from === to ? `第 ${from} 名` : `第 ${from} 至 ${to} 名`;
  const en = from === to ? `place ${from}` : `places ${from} to ${to}`;
  if (bySize !== undefined) return { zh: `${zh}（榜上共 ${of} 个）`, en: `${en} (on a board of ${of})` };
  if (share === undefined) return { zh, en };
  const rounding = {
    floor: ['舍去', 'rounded down'],
    'half-up': ['四舍五入', 'rounded half up'],
    ceiling: ['进一', 'rounded up'],
  };
  const [how, howEn] = rounding[share.rounding];
  return {
    zh: `${zh}（${of} 个的 ${share.from}%～${share.to}%，${how}）`,
    en: `${en} (${share.from} to ${share.to} % of ${of}, ${howEn})`,
  };
}

const citesOf = ({ cites, id, version }: AwardDocument, hash: string): readonly Said[] => [
  ...cites.map(({ document, clause }) => ({
    zh: `出处：《${document}》${clause ?? ''}`,
    en: `Source: ${document}${clause === undefined ? '' : `, ${clause}`}`,
  })),
  { zh: `奖项文件 ${id} 第 ${version} 版，${hash}`, en: `Award document ${id}, version ${version}, ${hash}` },
];

export const passedOverLines = (passedOver: readonly PassedOver[], document: AwardDocument): readonly Said[] =>
  passedOver.map((one) => {
    const why = passedOverWhy(one, document);
    return {
      zh: `第 ${one.rank} 名（${one.entry}）未取：${why.zh}`,
      en: `Place ${one.rank} (${one.entry}) passed over: ${why.en}`,
    };
  });

/** Why an entry that ranked did not take its place. */
export function passedOverWhy({ reason, honour, honouredOn, attribute }: PassedOver, document: AwardDocument): Said {
  switch (reason) {
    case 'earlier-holder': {
      const by = honour === undefined ? '' : ` ${honour}`;
      const on = honouredOn === undefined ? '' : ` ${honouredOn}`;
      return { zh: `已获该荣誉（${by.trim()}${on}）`, en: `already holds it (${by.trim()}${on})` };
    }
    case 'requirement-not-met': {
      const required = document.direct?.requires?.find((one) => one.attribute === attribute);
      const zh = required?.reason ?? `不符合条件 ${attribute ?? ''}`;
      return { zh, en: required?.reasonEn ?? required?.reason ?? `requirement not met: ${attribute ?? ''}` };
    }
    case 'below-pass-mark':
      return { zh: '未达合格线', en: 'below the pass mark' };
    case 'erased':
      return { zh: '个人信息已应本人要求删除', en: 'personal data erased at the person’s request' };
  }
}

/** What was written wrong and is corrected, or waits for a second person; without the name itself. */
export function correctionLines({ asked, corrections = [] }: NominationRow): readonly Said[] {
  const made = corrections.map(({ correction, reason, fields, member }) => {
    const { zh, en } = saidOf(fields, member);
    return {
      zh: `第 ${correction} 次更正（${zh}）：${reason}`,
      en: `Correction ${correction} (${en}): ${reason}`,
    };
  });
  if (asked === undefined) return made;
  const { zh, en } = saidOf(fieldsOf(asked), asked.member);
  const waits = {
    zh: `第 ${asked.correction} 次更正（${zh}）待另一人确认：${asked.reason}`,
    en: `Correction ${asked.correction} (${en}) waits for another person: ${asked.reason}`,
  };
  return [...made, waits];
}

const fieldNames: Readonly<Record<keyof Printed, Said>> = {
  name: { zh: '姓名', en: 'name' },
  title: { zh: '名称', en: 'name' },
  unit: { zh: '单位', en: 'unit' },
  ethnicity: { zh: '民族', en: 'ethnicity' },
  gender: { zh: '性别', en: 'gender' },
  birthYear: { zh: '出生年份', en: 'birth year' },
};

function saidOf(fields: readonly (keyof Printed)[], member: number | undefined): Said {
  const zh = fields.map((field) => fieldNames[field].zh).join('、');
  const en = fields.map((field) => fieldNames[field].en).join(', ');
  return member === undefined ? { zh, en } : { zh: `第 ${member} 名成员的${zh}`, en: `${en} of member ${member}` };
}

/** What became of a nomination, in one sentence. */
export function explainStatus(
  { status, reason = '', decision = '', conferredOn = '' }: NominationRow,
  award: AwardRow,
): Said {
  const last = award.shortlists[award.shortlists.length - 1];
  switch (status) {
    case 'proposed':
      return { zh: '已提名，尚未列入入围名单', en: 'Nominated; no shortlist yet' };
    case 'shortlisted':
      return { zh: `列入第 ${last?.version ?? 1} 版入围名单`, en: `On shortlist version ${last?.version ?? 1}` };
    case 'omitted':
      return { zh: `未列入入围名单：${reason}`, en: `Omitted from the shortlist: ${reason}` };
    case 'withdrawn':
      return { zh: `提名已撤回：${reason}`, en: `Withdrawn: ${reason}` };
    case 'ruled-out': {
      const why = ruledOutWhy[reason as RuledOutReason];
      return { zh: `不予评选：${why.zh}（${decision}）`, en: `Ruled out: ${why.en} (${decision})` };
    }
    case 'conferred':
      return { zh: `已授予：${decision}，${conferredOn}`, en: `Conferred by ${decision} on ${conferredOn}` };
  }
}

const ruledOutWhy: Readonly<Record<RuledOutReason, Said>> = {
  'already-holder': { zh: '已获该荣誉，不重复授予', en: 'already holds the honour' },
  'honours-decided': { zh: '本批次该奖项已作出表彰决定', en: 'the award of this round had been decided' },
};

export function boardName(board: string): Said {
  if (board === 'overall') return { zh: '总榜', en: 'overall' };
  const group = board.replace(/^group:/, '');
  return { zh: `分组 ${group}`, en: `group ${group}` };
}
