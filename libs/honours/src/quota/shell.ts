import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  DocumentField,
  etagOf,
  IdField,
  ListField,
  problem,
  Public,
  Read,
  Reading,
  RecordedBody,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { ReviewVisibility } from '../ballot/shell.seen';
import { nominationFold } from '../nomination/rules';
import { nominationStream } from '../terms';
import { roundStaff, RoundVisibility } from '../visibility/shell';
import { Naming } from '../visibility/shell.naming';
import { quota } from './decide';
import { quotaStream } from './events';
import { hashQuota } from './rules';
import { allocate, type QuotaInputs } from './rules.allocate';
import { quotaFormulaSchema } from './rules.schema';
import { quotaFold, seatedIn, seatsOf, type QuotaState } from './rules.standing';
import { quotaRefusals as refusals } from './shell.refusals';

const plainDecimal = {
  max: 22,
  pattern: /^(0|[1-9]\d{0,14})(\.\d{1,6})?$/,
  expected: { zh: '用文字写的非负小数，如 "372.5"', en: 'a decimal from 0 written as text, such as "372.5"' },
};
/** A seat is given out one by one under a divisor: a hundred thousand take a fifth of a second. */
const seatsField = { min: 0, max: 100_000 };

class PotSeatsBody {
  @IdField({ zh: '名额的类别，见公式' })
  pot!: string;

  @WholeField({ zh: '名额总数', ...seatsField })
  seats!: number;
}

class FigureBody {
  @IdField({ zh: '数据的标识，见公式' })
  figure!: string;

  @TextField({ zh: '数值', ...plainDecimal })
  value!: string;
}

class QuotaUnitBody {
  @IdField({ zh: '单位' })
  unit!: string;

  @ListField({ zh: '公式所用的数据，如职工人数', of: () => FigureBody, max: 50 })
  figures!: FigureBody[];
}

class OutsideBody extends PotSeatsBody {
  @IdField({ zh: '单位' })
  unit!: string;
}

class QuotaBody extends RecordedBody {
  @DocumentField({ zh: '名额公式，见 /schemas/quota-formula-1.json；评选办法已有公式的不填', optional: true })
  formula?: object;

  @ListField({ zh: '各类名额总数', of: () => PotSeatsBody, min: 1, max: 50 })
  seats!: PotSeatsBody[];

  @ListField({ zh: '单位及其数据；数值相同时按此次序', of: () => QuotaUnitBody, min: 1, max: 2_000 })
  units!: QuotaUnitBody[];

  @ListField({ zh: '单列、即时名额，不计入基数', of: () => OutsideBody, max: 2_000, optional: true })
  outside?: OutsideBody[];

  @WholeField({ zh: '控制数', optional: true, ...seatsField })
  control?: number;
}

class SubstituteBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @TextField({ zh: '评分，用于跨单位递补', optional: true, ...plainDecimal })
  score?: string;
}

class ApplicationBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @IdField({ zh: '按连续年度申请的名额外类别，见公式' })
  pot!: string;
}

class CandidatesBody extends RecordedBody {
  @IdField({ zh: '单位' })
  unit!: string;

  @TextListField({ zh: '正选，依次', itemsMax: 2_000, max: 40, pattern: /^\w{1,40}$/ })
  formal!: string[];

  @ListField({ zh: '递补，依次', of: () => SubstituteBody, max: 1_000, optional: true })
  substitutes?: SubstituteBody[];

  @ListField({ zh: '名额外申请，不占本单位名额', of: () => ApplicationBody, max: 2_000, optional: true })
  outside?: ApplicationBody[];
}

class PromotionBody extends RecordedBody {
  @IdField({ zh: '名额所属的单位' })
  unit!: string;

  @IdField({ zh: '空出名额的提名' })
  out!: string;
}

@ApiTags('名额')
@Controller()
export class QuotaController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly naming: Naming,
    private readonly authority: Authority,
    private readonly reviews: ReviewVisibility,
  ) {}

  @Read('schemas/quota-formula-1.json', { zh: '名额公式的 JSON Schema' })
  @Public()
  getQuotaFormulaSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return quotaFormulaSchema;
  }

  @Command('api/honour-rounds/:round/awards/:award/quota', { zh: '按公式分配名额；可先以 dryRun 查看' })
  @ApiBearerAuth()
  @Audience('organizer')
  async allocateQuota(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() body: QuotaBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const { formula, control, validAt, outside = [] } = body;
    const inputs: QuotaInputs = {
      seats: body.seats.map(({ pot, seats }) => ({ pot, seats })),
      units: body.units.map(({ unit, figures }) => ({
        unit,
        figures: figures.map(({ figure, value }) => ({ figure, value })),
      })),
      outside: outside.map(({ pot, unit, seats }) => ({ pot, unit, seats })),
      ...defined({ control }),
    };
    const command = { type: 'AllocateQuota', round, award, inputs, ...defined({ formula }) } as const;
    return this.commands.run(call, quota, command, { refusals, validAt, answer: { round, award } });
  }

  @Command('api/honour-rounds/:round/awards/:award/quota/candidates', {
    zh: '一个单位的正选与递补，依次；可少于名额，不可多于',
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async rankCandidates(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() { unit, formal, substitutes = [], outside = [], validAt }: CandidatesBody,
  ): Promise<object> {
    const { state } = await this.rounds.stateOf(round);
    await this.authority.require(call, unit, ['organizer']);
    if (!(await this.authority.pathOf(unit)).includes(state.organization)) throw problem('not-found');
    const waiting = substitutes.map(({ nomination, score }) => ({ nomination, ...defined({ score }) }));
    const list = { formal, substitutes: waiting, outside: outside.map(({ nomination, pot }) => ({ nomination, pot })) };
    const command = { type: 'RankCandidates', round, award, unit, ...list } as const;
    return this.commands.run(call, quota, command, {
      ...{ refusals, validAt, answer: { round, award, unit } },
      ...this.naming.of(call, round),
    });
  }

  @Command('api/honour-rounds/:round/awards/:award/quota/promotions', {
    zh: '空出的名额由下一位递补：先本单位，公式允许时再跨单位',
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async promoteSubstitute(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() { unit, out, validAt }: PromotionBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const command = { type: 'PromoteSubstitute', round, award, unit, out } as const;
    return this.commands.run(call, quota, command, {
      ...{ refusals, validAt, answer: { round, award, unit } },
      ...this.naming.of(call, round),
    });
  }

  @Read('api/honour-rounds/:round/awards/:award/quota', {
    zh: '名额、其依据与重算结果；各单位已用、空缺的名额',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  getQuota(@Caller() call: Call, @Param('round') round: string, @Param('award') award: string): Promise<object> {
    return this.reading.ask(call, 'quota', async ({ engine }) => {
      await this.rounds.require(call, round, roundStaff);
      const { state: opened } = await this.rounds.stateOf(round);
      if (!opened.awards.has(award)) throw problem('not-found');
      const { state, revision } = await engine.states.load(engine.store, quotaFold, quotaStream(round, award));
      if (state.allocated === undefined) throw problem('not-found');
      const standing = new Set<string>();
      for (const id of seatedIn(state)) {
        const nomination = await engine.states.load(engine.store, nominationFold, nominationStream(round, id));
        if (nomination.state.status === 'open') standing.add(id);
      }
      call.reply.header('etag', etagOf(revision));
      const hidden = await this.reviews.hiddenFrom(call, round);
      return { round, award, ...quotaView(state, state.allocated, standing, hidden), revision };
    });
  }
}

/** Nominees whom the reader is recused from hold their seats unnamed. domain-rules 44. */
function quotaView(
  state: QuotaState,
  allocated: NonNullable<QuotaState['allocated']>,
  standing: ReadonlySet<string>,
  hidden: ReadonlySet<string>,
) {
  const shown = <T extends { readonly nomination: string }>(one: T) =>
    hidden.has(one.nomination) ? { hidden: true } : one;
  const idOf = (nomination: string) => (hidden.has(nomination) ? { hidden: true } : nomination);
  const { formula, hash, inputs, inputsHash, rows } = allocated;
  const again = allocate(formula, inputs);
  const units = inputs.units.map(({ unit }) => {
    const seats = seatsOf(state, unit) ?? 0;
    const { formal = [], substitutes = [], outside = [] } = state.ranked.get(unit) ?? {};
    const holders = formal.map((nomination) => ({ nomination, standing: standing.has(nomination) }));
    const used = holders.filter((one) => one.standing).length;
    const applied = outside.map((one) => ({ ...one, standing: standing.has(one.nomination) }));
    const named = {
      ...{ holders: holders.map(shown), substitutes: substitutes.map(shown) },
      ...(applied.length === 0 ? {} : { outside: applied.map(shown) }),
    };
    return { unit, seats, used, free: seats - used, vacant: holders.length - used, ...named };
  });
  const used = units.reduce((sum, one) => sum + one.used, 0);
  const { control } = inputs;
  return {
    ...{ version: state.version, formula, formulaHash: hash, inputs, inputsHash, rows },
    recomputed: 'rows' in again && hashQuota(again.rows) === hashQuota(rows),
    units,
    promotions: state.promotions.map((one) => ({ ...one, out: idOf(one.out), in: idOf(one.in) })),
    control: control === undefined ? undefined : { control, used, free: control - used },
  };
}
