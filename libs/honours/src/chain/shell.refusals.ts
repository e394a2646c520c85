import { problemOf, refusal, type Refusals } from '@xf/nest';
import { sourceOf } from '../cites';
import { barRefusals } from '../fraud/shell.refusals';
import { misplacedText, type Misplaced } from '../eligibility/rules.place';
import { at } from '../shell.parts';
import type { CandidacyRejection } from './command';

const oneOf = (all: readonly string[]) =>
  all.length === 0 ? { zh: '（无）', en: '(none)' } : { zh: all.join('、'), en: all.join(', ') };
const stages: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  preparing: { zh: '准备中', en: 'being prepared' },
  arrived: { zh: '已报送，待接收', en: 'sent, not accepted yet' },
  accepted: { zh: '已接收', en: 'accepted' },
};
const stageText = (stage: string) => stages[stage] ?? { zh: stage, en: stage };
const standing = ({ level, stage }: { readonly level: string; readonly stage: string }) => ({
  zh: `现在 ${level}：${stageText(stage).zh}`,
  en: `it stands at ${level}: ${stageText(stage).en}`,
});

const misplacedAt = (misplaced: Misplaced) => {
  const { zh, en } = misplacedText(misplaced);
  return at('/unit', misplaced.code, zh, en);
};

/** How refusals of nominations on their way up are told: which field, what was expected, what to do. */
export const candidacyRefusals: Refusals<CandidacyRejection> = {
  ...barRefusals,
  'nominee-elsewhere': refusal(409, '此人登记在其他地区', 'The person is registered in another area', {
    detail: (misplaced) => misplacedText(misplaced),
  }),
  'unit-not-found': refusal(422, '名录中没有此单位', 'The register has no such unit', { errors: misplacedAt }),
  'unit-named-otherwise': refusal(422, '名录中此单位不叫这个名称', 'The unit is called otherwise in the register', {
    errors: misplacedAt,
  }),
  'unit-not-of-nominee': refusal(422, '名录中此人属于其他单位', 'The register has the person in another unit', {
    errors: () =>
      at(
        '/unit',
        'unit-not-of-nominee',
        '请照名录填写或不填；已调动的，先在名录中登记调动',
        'say the unit of the register, or none; after a move, record the move first',
      ),
  }),
  'round-unknown': refusal(404, '没有此评选批次', 'There is no such round'),
  'chain-missing': refusal(409, '此评选办法没有逐级推荐', 'The rules of this round have no chain'),
  'honours-decided': refusal(409, '该奖项已作出表彰决定', 'The award has been decided', {
    detail: ({ decision }) => ({ zh: decision, en: decision }),
  }),
  'candidacy-exists': refusal(409, '此提名已进入逐级推荐', 'The nomination is on its way already'),
  'candidacy-unknown': refusal(404, '此提名尚未进入逐级推荐', 'The nomination is not on its way yet'),
  'nomination-unknown': refusal(404, '没有此提名', 'There is no such nomination'),
  'nomination-not-open': refusal(409, '此提名已撤回或不予评选', 'The nomination was withdrawn or ruled out', {
    detail: ({ status }) => ({ zh: `现状：${status}`, en: `status: ${status}` }),
  }),
  'not-its-organization': refusal(422, '须由推荐的组织或其下级报送', 'It goes on from who recommended it, or below', {
    errors: () =>
      at('/organization', 'not-its-organization', '请由推荐的组织报送', 'file it at the organisation that recommended'),
  }),
  'organization-not-first': refusal(422, '须从第一级报送', 'It begins at the first level', {
    errors: ({ level, organization }) =>
      at(
        '/organization',
        'organization-not-first',
        `“${level}”须为 ${organization} 一级的组织`,
        `${level} takes an organisation of the level ${organization}`,
      ),
  }),
  'levels-vacant': refusal(409, '上级组织不全，请先登记', 'Organisations are missing above: register them first', {
    detail: ({ levels }) => oneOf(levels),
  }),
  'self-nomination-refused': refusal(422, '此评选办法不接受自荐', 'The rules take nobody’s own nomination', {
    errors: ({ cites }) => {
      const source = sourceOf(cites);
      return at(
        '/self',
        'self-nomination-refused',
        `请由组织推荐${source.zh}`,
        `let an organisation nominate${source.en}`,
      );
    },
  }),
  'nominee-kind-unknown': refusal(422, '请写明推荐对象的类别', 'State which kind of nominee it is', {
    errors: ({ kinds }) => {
      const { zh, en } = oneOf(kinds);
      return at('/kind', 'nominee-kind-unknown', `应为：${zh}`, `one of: ${en}`);
    },
  }),
  'candidacy-elsewhere': refusal(409, '此提名不在这一级', 'The nomination does not stand at this level', {
    detail: standing,
  }),
  'candidacy-not-editable': refusal(409, '已报送的材料不能改；请先退回', 'Papers change only after a return', {
    detail: standing,
  }),
  'facts-missing': refusal(422, '没有填报任何情况', 'Nothing is stated', {
    errors: () => at('/nominee', 'field-missing', '请填写 nominee、unit 或 bars', 'state nominee, unit or bars'),
  }),
  'fact-not-asked': refusal(422, '评选办法不需要此项情况，请勿填报', 'The rules do not ask for this: leave it out', {
    errors: ({ facts }) =>
      facts.map(({ pointer, asked }) => {
        const { zh, en } = oneOf(asked);
        return { pointer, code: 'fact-not-asked', zh: `可填：${zh}`, en: `allowed: ${en}` };
      }),
  }),
  'bad-days': refusal(422, '日期不对', 'A day is wrong', {
    errors: ({ fields }) =>
      fields.map(({ pointer, ahead }) =>
        ahead
          ? { pointer, code: 'day-ahead', zh: '不能晚于今天', en: 'not after today' }
          : { pointer, code: 'no-such-day', zh: '应为日期，如 2026-04-28', en: 'expected a day such as 2026-04-28' },
      ),
  }),
  'text-holds-id': refusal(422, '文字中疑有身份证号，请删去', 'A text seems to hold an identity number: take it out', {
    errors: ({ pointers }) =>
      pointers.map((pointer) => ({
        pointer,
        code: 'text-holds-id',
        zh: '疑有身份证号',
        en: 'looks like an identity number',
      })),
  }),
  'material-unknown': refusal(422, '评选办法没有这种材料', 'The rules know no such material', {
    errors: ({ materials }) => {
      const { zh, en } = oneOf(materials);
      return at('/material', 'material-unknown', `应为：${zh}`, `one of: ${en}`);
    },
  }),
  'material-too-long': refusal(422, '材料超过字数', 'The material is too long', {
    errors: ({ characters, max }) =>
      at(
        '/text',
        'material-too-long',
        `不计空格 ${characters} 字，最多 ${max} 字，请删减 ${characters - max} 字`,
        `${characters} characters without spaces, at most ${max}: shorten it by ${characters - max}`,
      ),
  }),
  'paper-unknown': refusal(422, '评选办法没有这种决议', 'The rules know no such paper', {
    errors: ({ papers }) => {
      const { zh, en } = oneOf(papers);
      return at('/paper', 'paper-unknown', `应为：${zh}`, `one of: ${en}`);
    },
  }),
  'department-not-asked': refusal(422, '不须征求此部门的意见', 'This department is not asked about the nominee', {
    errors: ({ departments }) => {
      const { zh, en } = oneOf(departments);
      return at('/department', 'department-not-asked', `应为：${zh}`, `one of: ${en}`);
    },
  }),
  'reason-missing': refusal(422, '须说明理由', 'A reason is needed', {
    errors: () => at('/reason', 'field-missing', '请填写理由', 'state the reason'),
  }),
  'candidacy-vetoed': refusal(409, '有部门不同意，一票否决', 'A department said no, which is a veto', {
    detail: ({ department }) => ({ zh: `部门：${department}`, en: `department: ${department}` }),
  }),
  'candidacy-not-ready': refusal(409, '尚不能报送，请逐项补正', 'It cannot go on yet: see each point', {
    errors: ({ lacks }) => lacks.map(({ code, zh, en }) => ({ code, zh, en })),
  }),
  'papers-refused': refusal(422, '所附材料或情况有误', 'Papers or facts are not accepted', {
    errors: ({ refused }) =>
      refused.flatMap(({ rejection }) => problemOf(candidacyRefusals, rejection).options.errors ?? []),
  }),
  'top-reached': refusal(409, '已到最高一级', 'It stands at the last level already'),
  'nothing-below': refusal(409, '已是第一级，不能再退回', 'It stands at the first level; nobody is below'),
  'candidacy-not-arrived': refusal(409, '没有待接收的报送', 'There is nothing to accept', {
    detail: ({ stage }) => stageText(stage),
  }),
};
