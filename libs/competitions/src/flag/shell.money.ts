import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { directory, organizationPage, organizationRow, type Role } from '@xf/access';
import type { Cursor } from '@xf/es';
import { Audience, Authority, Caller, defined, problem, Read, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { moneyOf, sumOfPayments, type Money, type Payment } from '@xf/rules';
import { processOf } from '../competition/rules';
import type { EntryRow } from '../standing/project';
import { boardsOfContest, shortageOf, wholeBoard, type BoardRow } from '../standing/query';
import { asPublished, nameOf, Visibility, type Seen } from '../visibility/shell';

/** Who sees what everybody is paid, over the competition; and what their own unit is, below it. */
const roles: readonly Role[] = ['organizer', 'auditor'];

type Paid = Payment & { readonly place: BoardRow };

@ApiTags('榜单')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class MoneyController {
  constructor(
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('money', {
    zh: '奖励金：按已公布的榜单与评分规则计算，可为负数；主办方看全部，参赛单位看本单位',
    query: ['asOf', 'position', 'minPosition'],
  })
  @Audience('organizer', 'auditor')
  getMoney(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'money', async () => {
      const { state } = await this.visibility.stateOf(competition);
      const all = await this.authority.covers(call, state.organization, roles);
      const units = all ? undefined : await this.ownUnits(call, state.organization);
      if (units?.size === 0) throw problem('not-found');
      const { shown, found } = await this.visibility.read(asPublished(call), competition, contest, (seen) => {
        const money = seen.contest.rules && processOf(seen.contest.rules.document).money;
        if (money === undefined) throw problem('not-found');
        const boards = boardsOfContest(seen.contest).map((board) => boardView(seen, board, money, units));
        return { money, boards, version: seen.contest.publications.length };
      });
      const payments = found.boards.flatMap((one) => one.payments);
      if (units !== undefined && payments.length === 0) throw problem('not-found');
      const at = shown.staff ? { position: shown.position } : {};
      const of = units === undefined ? 'all' : 'own-unit';
      const { version, money, boards } = found;
      const sum = sumOfPayments(payments);
      return this.visibility.named({ competition, contest, version, ...at, of, lines: money, boards, sum });
    });
  }

  /**
   * Names of the units below the competition's organisation over which the caller holds a role. An entry names its unit
   * by text, so a name that two organisations below share is nobody's.
   */
  private async ownUnits(call: Call, organization: string): Promise<ReadonlySet<string>> {
    const grants = (call.principal?.grants ?? []).filter(({ role }) => roles.includes(role));
    const view = await this.runtime.reads.at(directory);
    const own = new Set<string>();
    for (const grant of grants) {
      const row = organizationRow(view, grant.organization);
      if (row?.path.includes(organization) === true) own.add(row.name);
    }
    if (own.size === 0) return own;
    const seen = new Map<string, number>();
    for (let after: Cursor | undefined, more = true; more;) {
      const page = organizationPage(view, { after, limit: 1_000 });
      for (const { name, path } of page.rows)
        if (path.includes(organization)) seen.set(name, (seen.get(name) ?? 0) + 1);
      after = page.next;
      more = after !== undefined;
    }
    return new Set([...own].filter((name) => seen.get(name) === 1));
  }
}

/** Nobody is paid for a place on a board that too few have entered. domain-rules 51, 94, 98. */
function boardView(seen: Seen, board: string, money: readonly Money[], units: ReadonlySet<string> | undefined) {
  const shortage = shortageOf(seen.view, seen.contest, board);
  const paid = shortage === undefined ? paidOn(seen, board, money) : [];
  const payments = paid.filter(
    ({ place }) => units === undefined || unitsOf(place.row).some((name) => units.has(name)),
  );
  return { board, ...defined({ shortage }), payments: payments.map(paymentView), sum: sumOfPayments(payments) };
}

function paidOn({ view, contest }: Seen, board: string, money: readonly Money[]): readonly Paid[] {
  const places = wholeBoard(view, contest, board);
  const byEntry = new Map(places.map((place) => [place.row.entry, place]));
  const ranked = places.map(({ scored, rank, prize }) => ({ ...scored, ...defined({ rank, prize }) }));
  return moneyOf(ranked, money, board).flatMap((payment) => {
    const place = byEntry.get(payment.entry);
    return place === undefined ? [] : [{ ...payment, place }];
  });
}

/** What an entry calls its unit: a unit that enters is one itself. */
const unitsOf = ({ receiver, unit, title }: EntryRow): readonly string[] =>
  [unit, receiver === 'unit' ? title : undefined].filter((name) => name !== undefined);

const paymentView = ({ entry, amount, lines, place: { row, rank, prize } }: Paid) => ({
  entry,
  number: row.number,
  name: nameOf(row),
  ...defined({ unit: row.unit, group: row.group, rank, prize }),
  amount,
  lines,
});
