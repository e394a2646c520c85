import { duplicates, recordedBefore, refsBefore } from './check-refs';
import type { Problem } from './contracts';
import type { Advance, Money, RuleDocument } from './document';
import { compare, exact, sign } from './exact';
import { slotLimits } from './pool';

const AT = '/process';

/** What the section on how a competition is held can get wrong once its form is right. */
export function checkProcess(document: RuleDocument): Problem[] {
  const { advance, sanctions = [], money = [], flag } = document.process ?? {};
  return [
    ...(advance ? checkAdvance(document, advance) : []),
    ...checkRemarks(document),
    ...checkHeadJudge(document),
    ...duplicates(
      sanctions.map((sanction) => sanction.id),
      `${AT}/sanctions`,
      'id',
    ),
    ...checkZero(document),
    ...money.flatMap((line, i) => checkMoney(document, line, `${AT}/money/${i}`)),
    ...checkPrize(document, flag?.prize, `${AT}/flag/prize`),
  ];
}

/** Where the lowest total is the best one, to set somebody to zero would put them first. */
function checkZero({ ranking, process }: RuleDocument): Problem[] {
  if (ranking.better !== 'lower') return [];
  return (process?.sanctions ?? []).flatMap(({ effect }, i) => {
    const zh = '总分低者名次在前，记零分即排第一；请用 disqualify 或 deduct';
    const en = 'the lowest total stands first, and zero would: use disqualify or deduct';
    return effect === 'zero' ? [{ pointer: `${AT}/sanctions/${i}/effect`, code: 'zero-is-best', zh, en }] : [];
  });
}

function checkBoard({ boards }: RuleDocument, board: string | undefined, at: string): Problem[] {
  const known =
    board === undefined || (board === 'overall' ? boards.overall !== false : boards.groups && /^group:./.test(board));
  if (known) return [];
  const zh = `规则中没有榜 ${board}；榜名为 overall 或 group:<组>，且须在 boards 中开设`;
  return [
    { pointer: at, code: 'unknown-board', zh, en: `no board ${board}: overall or group:<id>, as "boards" opens it` },
  ];
}

function checkAdvance(document: RuleDocument, advance: Advance): Problem[] {
  const at = `${AT}/advance`;
  const { carry = [] } = advance;
  const ref = refsBefore(document, document.values.length);
  return [
    ...checkBoard(document, advance.board, `${at}/board`),
    ...checkCut(document, advance, at),
    ...carry.flatMap(({ value }, i) => ref(value, `${at}/carry/${i}/value`)),
    ...duplicates(
      carry.map(({ as }) => as),
      `${at}/carry`,
      'as',
    ),
  ];
}

const FIELDS = { rank: ['to'], share: ['percent', 'of', 'round'], score: ['atLeast', 'atMost'] } as const;

function checkCut({ ranking }: RuleDocument, { cut, ties }: Advance, at: string): Problem[] {
  const own: readonly string[] = FIELDS[cut.by];
  const stray = Object.keys(cut).filter((key) => key !== 'by' && !own.includes(key));
  if (stray.length > 0) {
    const zh = `按 ${cut.by} 晋级时不能写 ${stray.join('、')}`;
    return [
      { pointer: `${at}/cut`, code: 'field-unknown', zh, en: `${stray.join(', ')} does not belong to ${cut.by}` },
    ];
  }
  if (cut.by === 'rank') return [];
  if (cut.by === 'share') {
    const percent = exact(cut.percent);
    if (sign(percent) > 0 && compare(percent, exact('100')) <= 0) return [];
    const zh = '比例须在 0–100 之间';
    return [{ pointer: `${at}/cut/percent`, code: 'out-of-range', zh, en: 'a share is above 0, at most 100' }];
  }
  const [bound, other] =
    ranking.better === 'higher' ? (['atLeast', 'atMost'] as const) : (['atMost', 'atLeast'] as const);
  const problems: Problem[] = [];
  if (cut[bound] === undefined || cut[other] !== undefined) {
    const zh = `${ranking.better === 'higher' ? '高' : '低'}者为优，分数线须写且只写 ${bound}`;
    const en = `${ranking.better} is better here: a score cut states ${bound} and nothing else`;
    problems.push({ pointer: `${at}/cut`, code: 'bound-missing', zh, en });
  }
  if (ties !== undefined) {
    const zh = '按分数晋级没有并列越线，不能写 ties';
    problems.push({
      pointer: `${at}/ties`,
      code: 'field-unknown',
      zh,
      en: 'no tie crosses a score: ties does not belong here',
    });
  }
  return problems;
}

function checkRemarks(document: RuleDocument): Problem[] {
  const { remark = [] } = document.process ?? {};
  const recorded = recordedBefore(document, document.values.length);
  return [
    ...duplicates(
      remark.map(({ value }) => value),
      `${AT}/remark`,
      'value',
    ),
    ...remark.flatMap(({ value, spread }, i) => {
      const at = `${AT}/remark/${i}`;
      const problems = recorded(value, `${at}/value`);
      if (sign(exact(spread)) < 0) {
        problems.push({
          pointer: `${at}/spread`,
          code: 'negative',
          zh: '分差不能为负',
          en: 'a spread cannot be negative',
        });
      }
      const marks = document.values.find((item) => item.id === value)?.marks;
      if (marks && slotLimits(marks).max === 1) {
        const zh = `${value} 只有一个席位，没有分差可比`;
        problems.push({
          pointer: `${at}/value`,
          code: 'lone-mark',
          zh,
          en: `${value} has one slot: nothing to compare`,
        });
      }
      return problems;
    }),
  ];
}

/** A mark of the head judge is one that is recorded, and there is one head judge to give it. */
function checkHeadJudge(document: RuleDocument): Problem[] {
  const { values = [] } = document.process?.headJudge ?? {};
  const recorded = recordedBefore(document, document.values.length);
  const at = `${AT}/headJudge/values`;
  return values.flatMap((value, i) => {
    const problems = recorded(value, `${at}/${i}`);
    const marks = document.values.find((item) => item.id === value)?.marks;
    if (marks && slotLimits(marks).min > 1) {
      const zh = `${value} 至少要有两个席位，裁判长只有一人`;
      const en = `${value} asks for two slots or more, and there is one head judge`;
      problems.push({ pointer: `${at}/${i}`, code: 'too-many-slots', zh, en });
    }
    return problems;
  });
}

function checkMoney(document: RuleDocument, { board, ranks, prize }: Money, at: string): Problem[] {
  const problems = checkBoard(document, board, `${at}/board`);
  if (ranks && ranks.from > ranks.to) {
    const shown = `${ranks.from}–${ranks.to}`;
    problems.push({
      pointer: `${at}/ranks`,
      code: 'range-empty',
      zh: `名次 ${shown} 为空`,
      en: `ranks ${shown} are empty`,
    });
  }
  problems.push(...checkPrize(document, prize, `${at}/prize`));
  return problems;
}

function checkPrize({ prizes }: RuleDocument, prize: string | undefined, pointer: string): Problem[] {
  if (prize === undefined || prizes?.some((item) => item.id === prize) === true) return [];
  const zh = `没有名为 ${prize} 的奖项`;
  return [{ pointer, code: 'unknown-prize', zh, en: `no prize named ${prize}` }];
}
