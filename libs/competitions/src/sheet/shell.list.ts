import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Authority, Caller, defined, formatInstant, nextPage, problem, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import { Visibility } from '../visibility/shell';
import { sheets, type ListedSheet } from './project';
import { sheetsPage, statusOf } from './query';

/** Which sheets of a contest there are and how far each is typed in. */
@ApiTags('评分表')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/sheets')
export class SheetListController {
  constructor(
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
  ) {}

  @Read('', {
    zh: '评分表清单，按发出的先后；评委只见自己席位的',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Audience('organizer', 'judge', 'auditor')
  listSheets(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
  ): Promise<object> {
    return this.reading.ask(call, 'sheets', async ({ reads }) => {
      const known = await this.visibility.require(call, competition, ['organizer', 'judge', 'auditor']);
      if (!known.contests.has(contest)) throw problem('not-found');
      const readsAll = await this.authority.covers(call, known.organization, ['organizer', 'auditor']);
      const slot = readsAll ? undefined : call.principal?.account;
      const { limit = 50, cursor } = call.query;
      const { members, position, next } = await reads
        .live(sheets)
        .read((view) => sheetsPage(view, { competition, contest, ...defined({ slot }) }, cursor, limit), competition);
      const isBlind = await this.visibility.isBlind(call, known, contest);
      const markers = await this.visibility.knows(call, known.organization, 'markers');
      const rows = members.map(({ row }) => sheetView(row, { isBlind, markers }));
      return { position, rows, ...nextPage(call, next && { position, ...next }) };
    });
  }
}

type Reader = { readonly isBlind: boolean; readonly markers: boolean };

/**
 * Who knows codes alone is told of sheets with numbers that they are there, and a judge of the own sheets when something
 * was done to them and not by whom. domain-rules 80.
 */
function sheetView(row: ListedSheet, { isBlind, markers }: Reader): object {
  const { sheet, slot, criteria, rows, numbers, double, check, cells, filled, issued, settled, withdrawn } = row;
  const act = ({ by, at }: ListedSheet['issued']) => ({ ...(markers ? { by } : {}), at: formatInstant(at) });
  return {
    ...{
      sheet,
      slot,
      criteria,
      rows,
      ...(isBlind ? {} : defined({ numbers })),
      coded: numbers === undefined,
      double,
      check,
    },
    ...{ status: statusOf(row), cells, filled, issued: act(issued) },
    ...(settled === undefined ? {} : { settled: act(settled) }),
    ...(withdrawn === undefined ? {} : { withdrawn: act(withdrawn) }),
  };
}
