import { refusal, type Refusals } from '@xf/nest';
import { sourceOf } from '../cites';
import { honoursRefusals, type HonoursRejection } from '../shell';
import { at, todo } from '../shell.parts';
import type { QuotaRejection } from './command';

/** How refusals of quotas are told. */
export const quotaRefusals: Refusals<QuotaRejection | HonoursRejection> = {
  ...honoursRefusals,
  'quota-formula-refused': refusal(422, '名额公式有误', 'The quota formula has errors', {
    errors: ({ problems }) => problems.map((one) => ({ ...one, pointer: `/formula${one.pointer}` })),
  }),
  'quota-formula-of-round': refusal(409, '名额公式已随评选办法确定', 'The round document has the formula', {
    detail: () => ({ zh: '请不要填写 formula', en: 'leave formula out' }),
  }),
  'quota-formula-missing': refusal(422, '须有名额公式', 'A quota formula is needed', {
    errors: () => at('/formula', 'field-missing', '评选办法没有公式，请填写', 'the round has none, so state it'),
  }),
  'quota-pot-unknown': refusal(422, '公式没有这一类名额', 'The formula has no such pot', {
    detail: ({ pot }) => ({ zh: pot, en: pot }),
  }),
  'quota-pot-applied': refusal(422, '此类名额不按数下达', 'Seats of this pot are not given by count', {
    detail: ({ pot }) => ({
      zh: `${pot} 须由符合连续年度条件者申请：请从 outside 中去掉，由单位在排列正选时申请`,
      en: `whoever has the years applies for ${pot}: leave it out here; a unit applies where it ranks its candidates`,
    }),
  }),
  'quota-pot-counted': refusal(422, '此类名额按数下达，不能申请', 'Seats of this pot are given by count', {
    detail: ({ pot }) => ({ zh: `${pot}：请列为正选`, en: `${pot}: list the nomination among the candidates` }),
  }),
  'years-missing': refusal(
    409,
    '未满规定的连续年度，不能在名额外申报',
    'Years are missing for applying outside the quota',
    {
      errors: ({ applications }) =>
        applications.map(({ nomination, missing, years, awards, cites }) => {
          const [source, which] = [sourceOf(cites), awards.join('、')];
          return {
            ...{ pointer: '/outside', code: 'years-missing', missing },
            zh: `${nomination}：须连续 ${years} 年获 ${which}，缺 ${missing.join('、')} 年${source.zh}；可列为正选，占本单位名额`,
            en: `${nomination}: ${which} is needed in ${years} years on end, ${missing.join(', ')} missing${source.en}; the unit may list it in one of its seats`,
          };
        }),
    },
  ),
  'quota-seats-missing': refusal(422, '每类名额须写明一次总数', 'Every pot needs its number of seats, once', {
    errors: ({ pot }) => at('/seats', 'field-missing', `请写明 ${pot} 的名额总数`, `state the seats of ${pot}`),
  }),
  'quota-units-missing': refusal(422, '没有参加分配的单位', 'There are no units', {
    errors: () => at('/units', 'field-missing', '请列出单位', 'list the units'),
  }),
  'quota-unit-repeated': refusal(422, '单位重复', 'A unit is listed twice', {
    detail: ({ unit }) => ({ zh: unit, en: unit }),
  }),
  'quota-unit-unknown': refusal(422, '分配名单没有该单位', 'The quota does not know this unit', {
    detail: ({ unit }) => ({ zh: unit, en: unit }),
  }),
  'quota-figure-missing': refusal(422, '单位数据不全', 'A unit lacks a figure', {
    detail: ({ unit, figure }) => ({ zh: `${unit} 须填一次 ${figure}`, en: `${unit} states ${figure} once` }),
  }),
  'quota-figure-zero': refusal(422, '合计为零，无法按比例分配', 'The figures add up to nothing', {
    detail: ({ figure }) => ({ zh: figure, en: figure }),
  }),
  'quota-below-floor': refusal(422, '名额少于保底之和', 'There are fewer seats than the floors need', {
    detail: ({ pot, needed, cites }) => ({
      zh: `${pot} 至少需 ${needed} 个${sourceOf(cites).zh}`,
      en: `${pot} needs at least ${needed}${sourceOf(cites).en}`,
    }),
  }),
  'quota-over-control': refusal(422, '超过控制数', 'The control number is exceeded', {
    detail: ({ control, seats }) => ({
      zh: `控制数 ${control}，分配 ${seats}`,
      en: `control ${control}, shared out ${seats}`,
    }),
  }),
  'quota-exceeded': refusal(409, '超过名额；可少不可多', 'More than the quota; fewer would do', {
    detail: ({ unit, seats, listed }) => ({
      zh: `${unit}：名额 ${seats}，列 ${listed}；请减少正选，或列为递补`,
      en: `${unit}: quota ${seats}, listed ${listed}; list fewer, or some as substitutes`,
    }),
  }),
  'substitutes-exceeded': refusal(422, '递补人选过多', 'There are too many substitutes', {
    errors: ({ most, listed, cites }) => {
      const source = sourceOf(cites);
      const zh = `最多 ${most} 个，列 ${listed} 个${source.zh}`;
      return at('/substitutes', 'list-invalid', zh, `at most ${most}, listed ${listed}${source.en}`);
    },
  }),
  'nomination-not-of-unit': refusal(422, '此提名由另一单位推荐', 'Another unit recommended this nomination', {
    detail: ({ nomination, unit }) => ({
      zh: `${nomination} 不是 ${unit} 推荐的，也未见其属于该单位：请由其所在单位排列，或先报送逐级推荐、登记所在单位`,
      en: `${nomination} was not recommended by ${unit} and is not known to belong to it: its own unit ranks it, or file its candidacy or register its unit first`,
    }),
  }),
  'nomination-ranked': refusal(409, '另一单位已列此提名', 'Another unit ranks this nomination', {
    detail: ({ nomination, unit }) => ({
      zh: `${nomination} 已列在 ${unit}，请先从该单位的名单去掉`,
      en: `${nomination} is ranked by ${unit}; take it off that unit’s list first`,
    }),
  }),
  'seat-not-held': refusal(
    422,
    '此提名不占该单位的名额',
    'The nomination holds no seat of the unit',
    todo('请填该单位正选中、已空出名额的提名', 'name one of the unit’s own candidates whose seat is free'),
  ),
  'seat-not-free': refusal(
    409,
    '此提名仍在评选中，名额未空出',
    'The nomination still stands, so its seat is not free',
    todo('须先撤回此提名，才能由他人递补', 'it has to be withdrawn before somebody takes its seat'),
  ),
  'substitute-missing': refusal(409, '没有可递补的人选，名额空缺', 'Nobody is left to take the seat; it stays empty', {
    detail: ({ unit, cites }) => ({ zh: `${unit}${sourceOf(cites).zh}`, en: `${unit}${sourceOf(cites).en}` }),
  }),
};
