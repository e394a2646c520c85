import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { organizationFold, organizationStream } from '@xf/access';
import { docxOf, noticeOf, paddedName, type NoticeTable } from '@xf/lists';
import { Audience, Caller, formatInstant, problemOf, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import { roundStaff } from '../visibility/shell';
import { windowOf } from './rules.standing';
import { noticeRefusals } from './shell.refusals';
import { NoticeVisibility } from './shell.seen';
import { noticeText, withCorrected, type NoticeText } from './shell.text';

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

@ApiTags('公示')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/notices/:notice/document')
export class NoticeDocumentsController {
  constructor(
    private readonly reading: Reading,
    private readonly visibility: NoticeVisibility,
  ) {}

  @Read('', { zh: '公示件：Word 文件，含正文、公示期、截止时刻和公示名单，内容与公示文本相同', type: wordType })
  @Audience(...roundStaff)
  downloadNotice(@Caller() call: Call, @Param('round') round: string, @Param('notice') id: string): Promise<Buffer> {
    return this.reading.ask(call, 'notice-document', async ({ engine }) => {
      const { state, notice } = await this.visibility.require(call, round, id, roundStaff);
      const nominees = await this.visibility.nominees(round, notice);
      const text = noticeText(state, notice, nominees);
      const { state: poster } = await engine.states.load(
        engine.store,
        organizationFold,
        organizationStream(notice.organization),
      );
      const { days, closesAt } = windowOf(notice);
      const answer = await noticeOf(
        {
          ...{
            title: text.title,
            body: text.text.split(/\r?\n/).filter((one) => one.trim() !== ''),
            contacts: 'in-body',
          },
          issuer: poster.status === 'unknown' ? notice.organization : poster.name,
          ...{ date: text.from, from: text.from, until: days.at(-1) ?? text.from, closesAt: formatInstant(closesAt) },
        },
        tablesOf(
          text,
          nominees.map((one) => (state.document?.text.numbering === 'whole' ? '公示' : one.awardTitle)),
        ),
      );
      if (!answer.ok) throw problemOf(noticeRefusals, { code: 'document-refused', problems: answer.problems });
      const name = `notice-${id}.docx`;
      call.reply.headers({ 'content-type': wordType, 'content-disposition': `attachment; filename="${name}"` });
      call.reply.header('cache-control', 'no-store');
      return docxOf(answer.blocks, text.title);
    });
  }
}

/** One table where numbers run through, else one for each award, in the order in which they are posted. */
function tablesOf({ fields, rows }: NoticeText, titles: readonly string[]): readonly NoticeTable[] {
  const shown = ['number', ...fields.map(({ field }) => field)];
  return [...new Set(titles)].map((title) => {
    const own = rows.filter((_, n) => titles[n] === title);
    const cells = own.map((row) => shown.map((field) => cellOf(row, field)));
    return { heading: `${title}名单（${own.length}）`, rows: [['序号', ...fields.map(({ name }) => name)], ...cells] };
  });
}

function cellOf({ corrected, ...row }: NoticeText['rows'][number], field: string): string {
  const now = (corrected as Readonly<Record<string, unknown>> | undefined)?.[field];
  return withCorrected(printed(row[field], field), now === undefined ? undefined : printed(now, field));
}

function printed(value: unknown, field: string): string {
  const texts = (Array.isArray(value) ? value : [value ?? '']).map(String);
  return texts.map((text) => (field === 'name' || field === 'members' ? paddedName(text) : text)).join('、');
}
