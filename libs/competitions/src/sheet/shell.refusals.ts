import { sheetCell } from '@xf/files';
import { refusal, type Problem, type Refusals } from '@xf/nest';
import type { EntryRejection } from '../entry/command';
import { competitionRefusals } from '../shell';
import type { Differing, Place, SheetRejection, WrongCell } from './command';

type AtTheDesk =
  /** Codes are turned back after the freeze only. */
  | { code: 'codes-sealed' }
  /** A dry run would tell what another account typed, or whom a code stands for. */
  | { code: 'sheet-no-trial' };

export type CellError = NonNullable<Problem['options']['errors']>[number];

const placed = ({ row, column, key, criterion }: Place) => ({ cell: sheetCell(row, column), entry: key, criterion });

const nameOf = ({ row, column, key, criterion }: Place): string => `${sheetCell(row, column)}（${key} · ${criterion}）`;

export const wrongCell = ({ value, problem: { code, zh, en }, ...place }: WrongCell): CellError => ({
  code,
  ...placed(place),
  ...(value === undefined ? {} : { here: value }),
  zh: `${nameOf(place)}${value === undefined ? '' : `“${value}”`}：${zh}`,
  en: `${nameOf(place)}${value === undefined ? '' : ` "${value}"`}: ${en}`,
});

export const differingCell = ({ there, here, ...place }: Differing): CellError => ({
  code: 'cell-differs',
  ...placed(place),
  there: there ?? null,
  here: here ?? null,
  zh: `${nameOf(place)}：已有 ${there ?? '空'}，此次 ${here ?? '空'}`,
  en: `${nameOf(place)}: there ${there ?? 'nothing'}, here ${here ?? 'nothing'}`,
});

/** How refusals of score sheets are told, and those of the marks on them. */
export const sheetRefusals: Refusals<SheetRejection | EntryRejection | AtTheDesk> = {
  ...competitionRefusals,
  'score-refused': refusal(
    422,
    '评分规则中没有此评分项，或席位不合规',
    'The rule document has no such criterion or slot',
    {
      errors: ({ problem: { code, zh, en } }) => [{ pointer: '/criteria', code, zh, en }],
    },
  ),
  'not-anonymous': refusal(
    409,
    '评分规则未规定匿名评审，评分表不能使用代码',
    'The rule document does not ask for anonymous judging, so no sheet has codes',
    {
      errors: () => [
        {
          pointer: '/anonymous',
          code: 'not-anonymous',
          zh: '此赛项的评委可按编号查看成绩，从分数便知代码是谁。请不填 anonymous，或在开赛前于评分规则中规定 process.anonymous',
          en: 'judges of this contest read marks by number, so a mark says whom a code stands for; leave anonymous out, or let the rules say process.anonymous before the opening',
        },
      ],
    },
  ),
  'codes-only': refusal(409, '匿名评审的评分项，评分表须用代码', 'A sheet of what judges mark by code has codes', {
    errors: ({ criterion }) => [
      {
        pointer: '/anonymous',
        code: 'codes-only',
        zh: `${criterion} 由评委打分，冻结之前评委只知道代码；请填 anonymous: true，已发出的请收回另发`,
        en: `judges mark ${criterion} and know codes alone until the freeze; ask for anonymous: true, and withdraw one that was issued`,
      },
    ],
  }),
  'sheet-unknown': refusal(404, '没有此评分表', 'There is no such sheet'),
  'sheet-exists': refusal(409, '此表号已用于另一张评分表', 'This number is taken by another sheet', {
    errors: () => [
      {
        pointer: '/number',
        code: 'sheet-exists',
        zh: '请换一个表号；发出的评分表不能再改',
        en: 'choose another number; a sheet that was issued does not change',
      },
    ],
  }),
  'sheet-empty': refusal(422, '评分表至少要有一个评分项和一个参赛项', 'A sheet needs a criterion and an entry'),
  'sheet-repeats': refusal(422, '评分表上有重复', 'Something stands on the sheet twice', {
    detail: ({ what }) => ({ zh: `重复：${what.join('、')}`, en: `twice: ${what.join(', ')}` }),
  }),
  'sheet-too-large': refusal(422, '评分表太大，请分成几张', 'The sheet is too large; make several', {
    detail: ({ cells, max }) => ({ zh: `${cells} 格，最多 ${max} 格`, en: `${cells} cells of at most ${max}` }),
  }),
  'sheet-rows-refused': refusal(422, '有参赛编号不在本赛项参赛', 'Some numbers do not compete in this contest', {
    errors: ({ numbers }) =>
      numbers.map((number) => ({
        ...{ pointer: '/entries', code: 'entry-not-competing', entry: number },
        zh: `没有参赛编号 ${number}，或已不在比赛中`,
        en: `no entry has the number ${number}, or it is no longer competing`,
      })),
  }),
  'sheet-check-wrong': refusal(422, '校验码与此表号不符', 'The check code is not that of this sheet', {
    errors: () => [
      {
        pointer: '/check',
        code: 'sheet-check-wrong',
        zh: '请照表头抄录表号和校验码',
        en: 'copy the number and the check code from the head of the sheet',
      },
    ],
  }),
  'sheet-cells-refused': refusal(422, '表上有误，未记录任何分数', 'The sheet has errors; no mark was recorded', {
    errors: ({ cells }) => cells.map(wrongCell),
  }),
  'sheet-conflict': refusal(409, '与已有的分数不同，未记录任何分数', 'Other marks are there; no mark was recorded', {
    detail: () => ({
      zh: '同一张表不会覆盖已有的分数；确有错误请用更正',
      en: 'a sheet never replaces what is there; correct a wrong mark instead',
    }),
    errors: ({ cells }) => cells.map(differingCell),
  }),
  'sheet-differs': refusal(409, '两次录入不一致，须逐格裁定', 'Two typings differ and must be settled', {
    detail: () => ({ zh: '请对照原表，对下列各格一并裁定', en: 'settle all these cells by the paper' }),
    errors: ({ cells }) => cells.map(differingCell),
  }),
  'sheet-withdrawn': refusal(409, '此评分表已收回，不再使用', 'The sheet was withdrawn and takes nothing more', {
    detail: () => ({
      zh: '表号不再另用；请以新的表号另发一张',
      en: 'its number is not used again; issue another sheet under a new one',
    }),
  }),
  'sheet-settled': refusal(409, '没有待裁定的差异', 'Nothing waits to be settled'),
  'codes-sealed': refusal(409, '代码须在成绩冻结之后才能解密', 'Codes are told after the scores are frozen'),
  'sheet-no-trial': refusal(409, '匿名或双录的评分表不能试算', 'No dry run of a sheet with codes or typed twice'),
};
