import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { openNames, type Instant, type Position } from '@xf/es';
import { Caller, defined, maskName, nextPage, Public, Read, Reading, render, RUNTIME, sendRendered } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { nameOf, RoundVisibility } from '../visibility/shell';
import { roll, rollKey, type RollRow } from './project';
import { heldOn, lastChange, rollPage, type RollReader } from './query';
import { PastRolls } from './shell.past';

type Moment = {
  readonly view: RollReader;
  /** What the sets of the view have to be asked for. */
  readonly award: string | undefined;
  readonly position: Position;
  readonly validAt: Instant | undefined;
};

@ApiTags('荣誉')
@Controller('api/honours')
export class RollController {
  private readonly past: PastRolls;

  constructor(
    private readonly reading: Reading,
    private readonly visibility: RoundVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {
    this.past = new PastRolls(runtime.reads);
  }

  @Read('', {
    zh: '荣誉名册：现持有的荣誉，新者在前；可看任一时刻的名册，或某日持有者的名册',
    query: ['award', 'year', 'organization', 'heldOn', 'limit', 'cursor', 'asOf', 'position', 'validAt', 'minPosition'],
    answer: rollSchema(),
  })
  @Public()
  listHonours(@Caller() call: Call): Promise<Buffer> {
    return this.reading.ask(call, 'roll', async () => {
      const { limit = 50, cursor, year, organization, heldOn: day } = call.query;
      const { view, award, position, validAt } = await this.moment(call);
      const asked = { award, year, organization, after: cursor, limit };
      const found = day === undefined ? rollPage(view, asked) : heldOn(view, day, asked);
      // The sort text is a row's own; its key names the receiver's id, which is nobody's business, also not in a cursor.
      const next = nextPage(call, found.next && { position, sort: found.next.sort, key: '~', validAt });
      const rows = await this.shown(found.rows);
      if (call.principal === undefined) call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
      return sendRendered(call, render({ position, total: found.total, rows, ...next }, position));
    });
  }

  /**
   * An honour that was taken back is a fact of the past; who lost it is told only as far as its row can be told from
   * another, whatever moment or day is asked for, and why it was taken is for those who keep the register.
   */
  private async shown(rows: readonly RollRow[]): Promise<readonly object[]> {
    const live = await this.runtime.reads.at(roll);
    const views = rows.map((row) => {
      const { revoked } = live.get(rollKey(row.ref)) ?? row;
      return revoked === undefined ? honourView(row) : { ...honourView(row), revokedOn: revoked.on };
    });
    const lost = await openNames(this.runtime.engine.vault, views.filter(isLost), maskName);
    const names = await this.visibility.open(views.filter((view) => !isLost(view)));
    return views.map((view) => (isLost(view) ? lost.shift() : names.shift()) ?? view);
  }

  /** The roll at the asked moment, named by the last change before it, so that the same roll has the same ETag. */
  private async moment(call: Call): Promise<Moment> {
    const { cursor, asOf, position: asked, award } = call.query;
    const validAt = cursor === undefined ? call.query.validAt : cursor.validAt;
    const { reads, engine } = this.runtime;
    const live = await reads.at(roll);
    const bound = asOf === undefined ? live.position() : await engine.store.positionAt(asOf);
    // Other events move the view and not the roll.
    const position = lastChange(live, cursor?.position ?? Math.min(bound, asked ?? bound));
    if (position === lastChange(live, live.position()) && validAt === undefined)
      return { view: live, award, position, validAt };
    return { view: await this.past.at(position, validAt, award), award: undefined, position, validAt };
  }
}

const isLost = (view: object): boolean => 'revokedOn' in view;

/** What everybody may read: no id of a person, no family member, nothing of how it came about. */
function honourView(row: RollRow): object {
  const { award, awardTitle, level, receiver, unit, organization, decision, conferredOn, plaque, posthumous } = row;
  return defined({
    ...{ award, awardTitle, level, receiver, name: nameOf(row), unit, organization },
    ...{ decision: decision.text, conferredOn, plaque, posthumous },
  });
}

function rollSchema(): object {
  const text = (description: string) => ({ type: 'string', description });
  const row = {
    type: 'object',
    required: ['award', 'awardTitle', 'level', 'receiver', 'name', 'organization', 'decision', 'conferredOn'],
    properties: {
      award: text('奖项标识'),
      awardTitle: text('授予时的奖项名称'),
      level: { type: 'string', enum: ['national', 'province', 'city', 'district', 'unit'] },
      receiver: { type: 'string', enum: ['person', 'team', 'unit'] },
      name: text('姓名或名称；已依申请删除的为“已删除”'),
      unit: text('单位'),
      organization: text('授予的组织'),
      decision: text('表彰决定文号'),
      conferredOn: { type: 'string', format: 'date', description: '授予日期' },
      plaque: text('同时授予的称号'),
      posthumous: { type: 'boolean', description: '追授' },
      revokedOn: { type: 'string', format: 'date', description: '已撤销：撤销日期；个人姓名只显示姓' },
    },
  };
  return {
    type: 'object',
    required: ['position', 'total', 'rows'],
    properties: {
      position: { type: 'integer', description: '名册最近一次变动的日志位置' },
      total: { type: 'integer', description: '符合条件的荣誉总数' },
      rows: { type: 'array', items: row },
      next: text('下一页的游标'),
    },
  };
}
