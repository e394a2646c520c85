import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { openNames, type Instant, type ViewReader } from '@xf/es';
import {
  Authority,
  Caller,
  defined,
  maskName,
  nextPage,
  problem,
  Public,
  Read,
  Reading,
  render,
  RUNTIME,
  sendRendered,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { nameOf, roundStaff, RoundVisibility } from '../visibility/shell';
import { outAt, roll, rollKey, rollSort, type RollRow } from './project';
import { changeOfVersion, heldOn, lastChange, rollPage, versionAt, withNamesOf, type RollReader } from './query';
import { PastRolls } from './shell.past';
import { RollFinder } from './shell.find';
import type { NameAsked } from './shell.named';

type Moment = {
  readonly view: RollReader;
  readonly live: ViewReader<RollRow>;
  /** What the sets of the view have to be asked for. */
  readonly award: string | undefined;
  readonly version: number;
  readonly validAt: Instant | undefined;
};
type Page = {
  readonly rows: readonly RollRow[];
  readonly total: number;
  /** The version its last row came with, when there is a next page. */
  readonly next: number | undefined;
};

/** Names are sealed, so a search opens each of those it looks through. */
const searchMax = 20_000;

@ApiTags('荣誉')
@Controller('api/honours')
export class RollController {
  private readonly past: PastRolls;
  private readonly search: RollFinder;

  constructor(
    private readonly reading: Reading,
    private readonly visibility: RoundVisibility,
    authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {
    this.past = new PastRolls(runtime.reads);
    this.search = new RollFinder(runtime.engine.vault, authority, searchMax);
  }

  @Read('', {
    zh: '荣誉名册：现持有的荣誉，新者在前；可看任一时刻的名册，或某日持有者的名册',
    description:
      '按姓名查找：须与印出的一致，工作人员可只填一部分。姓名是加密保存的，要逐一解开，所以范围太大时须先缩小（奖项、年度、组织）。',
    query: [
      ...(['award', 'year', 'organization', 'level', 'unitName', 'area', 'name', 'heldOn'] as const),
      ...(['limit', 'cursor', 'asOf', 'version', 'validAt', 'minPosition'] as const),
    ],
    answer: rollSchema(),
  })
  @Public()
  listHonours(@Caller() call: Call): Promise<Buffer> {
    return this.reading.ask(call, 'roll', async () => {
      const moment = await this.moment(call);
      const { version, validAt } = moment;
      const { total, rows: found, next: last } = await this.page(call, moment);
      // What a page ends with is told by the version it came with: sort texts hold positions, keys ids of receivers.
      const pinned = last === undefined ? undefined : { position: version, sort: String(last), key: '~', validAt };
      const next = nextPage(call, pinned);
      const rows = await this.shown(withNamesOf(moment.live, found), moment.live);
      if (call.principal === undefined) call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
      return sendRendered(call, render({ version, total, rows, ...next }, version));
    });
  }

  private async page(call: Call, { view, live, award }: Moment): Promise<Page> {
    const {
      limit = 50,
      cursor,
      year,
      organization,
      level,
      unitName: unit,
      area: region,
      name,
      heldOn: day,
    } = call.query;
    const after = cursor && placeOf(live, cursor.sort);
    const next = (last: RollRow | undefined) => last && versionAt(live, outAt(last) ?? 0);
    if (level === undefined && unit === undefined && region === undefined && name === undefined) {
      const asked = { award, year, organization, after, limit };
      const { rows, total, next: more } = day === undefined ? rollPage(view, asked) : heldOn(view, day, asked);
      return { rows, total, next: more && next(rows[rows.length - 1]) };
    }
    const asked = nameAsked(call, name);
    const search = { award, year, organization, level, unit, region, heldOn: day };
    const all = await this.search.find(view, search, asked);
    // Whoever looks for a name would learn from the answer that it was taken from its bearer.
    const found = asked?.whole === true ? all.filter((row) => live.get(rollKey(row.ref))?.revoked === undefined) : all;
    const rest = after === undefined ? found : found.filter((row) => rollSort(row) > after.sort);
    const rows = rest.slice(0, limit);
    return { rows, total: found.length, next: rest.length > limit ? next(rows[rows.length - 1]) : undefined };
  }

  /**
   * An honour that was taken back is a fact of the past; who lost it is told only as far as its row can be told from
   * another, whatever moment or day is asked for, and why it was taken is for those who keep the register.
   */
  private async shown(rows: readonly RollRow[], live: ViewReader<RollRow>): Promise<readonly object[]> {
    const views = rows.map((row) => {
      const { revoked } = live.get(rollKey(row.ref)) ?? row;
      return revoked === undefined ? honourView(row) : { ...honourView(row), revokedOn: revoked.on };
    });
    const lost = await openNames(this.runtime.engine.vault, views.filter(isLost), maskName);
    const names = await this.visibility.open(views.filter((view) => !isLost(view)));
    return views.map((view) => (isLost(view) ? lost.shift() : names.shift()) ?? view);
  }

  /** The roll at the asked moment, named by its version, so that the same roll has the same ETag. */
  private async moment(call: Call): Promise<Moment> {
    const { cursor, asOf, award, version: asked } = call.query;
    const validAt = cursor === undefined ? call.query.validAt : cursor.validAt;
    const { reads, engine } = this.runtime;
    const live = await reads.at(roll);
    const pinned = cursor?.position ?? asked;
    const bound = asOf === undefined ? live.position() : Math.min(live.position(), await engine.store.positionAt(asOf));
    const made = pinned === undefined || pinned === 0 ? undefined : changeOfVersion(live, pinned);
    if (made === undefined && pinned !== undefined && pinned > 0) throw problem('not-found');
    // Other events move the view and not the roll.
    const position = pinned === 0 ? 0 : Math.min(lastChange(live, bound), made?.position ?? bound);
    const version = versionAt(live, position);
    if (position === lastChange(live, live.position()) && validAt === undefined)
      return { view: live, live, award, version, validAt };
    return { view: await this.past.at(position, validAt, award), live, award: undefined, version, validAt };
  }
}

const isLost = (view: object): boolean => 'revokedOn' in view;

/** Where a page starts that follows the honour of this version. A cursor nobody was given is refused. */
function placeOf(live: ViewReader<RollRow>, sort: string): { readonly sort: string; readonly key: string } {
  const change = /^[1-9]\d{0,8}$/.test(sort) ? changeOfVersion(live, Number(sort)) : undefined;
  if (change === undefined || change.position !== outAt(change.row)) throw problem('cursor-invalid');
  return { sort: rollSort(change.row), key: '~' };
}

/** Staff of honours may know a part of a name only; everybody else names whom they look for. */
function nameAsked({ principal }: Call, name: string | undefined): NameAsked | undefined {
  if (name === undefined) return undefined;
  const isStaff = principal?.grants.some(({ role }) => roundStaff.some((one) => one === role)) === true;
  return { name, whole: !isStaff };
}

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
    required: ['version', 'total', 'rows'],
    properties: {
      version: { type: 'integer', description: '名册的版本：至此共记录了多少次授予、更正与撤销' },
      total: { type: 'integer', description: '符合条件的荣誉总数' },
      rows: { type: 'array', items: row },
      next: text('下一页的游标'),
    },
  };
}
