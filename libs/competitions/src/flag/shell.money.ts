import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { directory, organizationPage, organizationRow, type Role } from '@xf/access';
import type { Cursor } from '@xf/es';
import { Audience, Authority, Caller, defined, problem, Read, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { moneyOf, paidOnce, sumOfPayments, type Money, type Payment } from '@xf/rules';
import { processOf } from '../competition/rules';
import { standings, type EntryRow } from '../standing/project';
import { boardsOfContest, contestRow, shortageOf, wholeBoard, type BoardRow } from '../standing/query';
import { asPublished, nameOf, publicationThen, Visibility, type Seen } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';

/** Who sees what everybody is paid, over the competition; and what their own unit is, below it. */
const roles: readonly Role[] = ['organizer', 'auditor'];

type Paid = Payment & { readonly place: BoardRow };
type Contested = Pick<Seen, 'view' | 'contest'>;
/** A payment with where it is made. */
type Placed = Paid & { readonly contest: string; readonly board: string; readonly receiver: string };

@ApiTags('榜单')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class MoneyController {
  constructor(
    private readonly reading: BoardReading,
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
        const process = seen.contest.rules && processOf(seen.contest.rules.document);
        if (process?.money === undefined) throw problem('not-found');
        const { money, moneyOnce } = process;
        const ends = boardsOfContest(seen.contest).map((board) => {
          return { board, ...defined({ shortage: shortageOf(seen.view, seen.contest, board) }) };
        });
        return {
          money,
          moneyOnce,
          ends,
          paid: paidIn(seen, contest, money),
          version: seen.contest.publications.length,
        };
      });
      const others = [...state.contests.keys()];
      const beside = found.moneyOnce === 'competition' ? await this.paidBeside(call, competition, contest, others) : [];
      const once = found.moneyOnce && paidOnce(inOrder([...found.paid, ...beside], others));
      const boardsSeen = found.ends.map(({ board, ...end }) => {
        const rows = found.paid.filter((one) => one.board === board && isOf(one, units));
        const payments = rows.map((one) => paymentView(one, once));
        return { board, ...end, payments, sum: sumOfPayments(payments) };
      });
      const payments = boardsSeen.flatMap((one) => one.payments);
      if (units !== undefined && payments.length === 0) throw problem('not-found');
      const at = shown.staff ? { position: shown.position } : {};
      const of = units === undefined ? 'all' : 'own-unit';
      const { version, money, moneyOnce } = found;
      const sum = sumOfPayments(payments);
      return this.visibility.named({
        competition,
        contest,
        version,
        ...at,
        of,
        lines: money,
        ...defined({ moneyOnce }),
        boards: boardsSeen,
        sum,
      });
    });
  }

  /** What the other contests of the competition that pay once in it pay, by their publications of the same moment. */
  private async paidBeside(call: Call, competition: string, own: string, contests: readonly string[]) {
    const all: Placed[] = [];
    for (const contest of contests) {
      if (contest === own) continue;
      const live = await this.runtime.reads
        .live(standings)
        .read((view) => contestRow(view, competition, contest), competition);
      const then = live && publicationThen(call, live);
      if (then === undefined) continue;
      const view = await this.runtime.reads.at(standings, { position: then.position }, competition);
      const row = contestRow(view, competition, contest);
      const process = row?.rules && processOf(row.rules.document);
      if (row === undefined || process?.moneyOnce !== 'competition' || process.money === undefined) continue;
      all.push(...paidIn({ view, contest: row }, contest, process.money));
    }
    return all;
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
function paidIn({ view, contest }: Contested, id: string, money: readonly Money[]): readonly Placed[] {
  return boardsOfContest(contest).flatMap((board) => {
    if (shortageOf(view, contest, board) !== undefined) return [];
    const places = wholeBoard(view, contest, board);
    const byEntry = new Map(places.map((place) => [place.row.entry, place]));
    const ranked = places.map(({ scored, rank, prize }) => ({ ...scored, ...defined({ rank, prize }) }));
    return moneyOf(ranked, money, board).flatMap((payment) => {
      const place = byEntry.get(payment.entry);
      return place === undefined ? [] : [{ ...payment, place, contest: id, board, receiver: place.row.subject }];
    });
  });
}

const inOrder = (paid: readonly Placed[], contests: readonly string[]): readonly Placed[] =>
  contests.flatMap((contest) => paid.filter((one) => one.contest === contest));

const isOf = ({ place }: Placed, units: ReadonlySet<string> | undefined): boolean =>
  units === undefined || unitsOf(place.row).some((name) => units.has(name));

/** What an entry calls its unit: a unit that enters is one itself. */
const unitsOf = ({ receiver, unit, title }: EntryRow): readonly string[] =>
  [unit, receiver === 'unit' ? title : undefined].filter((name) => name !== undefined);

/** A prize that gives way to a higher one of the same receiver is nothing here, and says where that one is paid. */
function paymentView(paid: Placed, once: ReadonlyMap<string, Placed> | undefined) {
  const { entry, amount, lines, place, receiver, contest, board } = paid;
  const { row, rank, prize } = place;
  const instead = once?.get(receiver);
  const isHere = instead === undefined || amount.startsWith('-') || samePlace(instead, { contest, board, entry });
  return {
    entry,
    number: row.number,
    name: nameOf(row),
    ...defined({ unit: row.unit, group: row.group, rank, prize }),
    ...(isHere ? { amount } : { amount: '0', insteadPaid: { contest: instead.contest, board: instead.board } }),
    lines,
  };
}

const samePlace = (one: Placed, { contest, board, entry }: Pick<Placed, 'contest' | 'board' | 'entry'>): boolean =>
  one.contest === contest && one.board === board && one.entry === entry;
