import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, Check, DocumentField, Public, Read } from '@xf/nest';
import type { Call } from '@xf/nest';
import { hashAwardDocument, loadAwardDocument } from './rules';
import { awardDocumentSchema } from './rules.schema';

class AwardCheckBody {
  @DocumentField({ zh: '奖项文件' })
  document!: object;
}

@ApiTags('荣誉')
@Controller()
export class AwardsController {
  @Check('api/award-documents/check', { zh: '检查奖项文件，列出全部问题', problems: [401, 403] })
  @ApiBearerAuth()
  @Audience('organizer')
  checkAwardDocument(@Body() { document }: AwardCheckBody): object {
    const loaded = loadAwardDocument(document);
    return loaded.ok
      ? { ok: true, hash: hashAwardDocument(loaded.document), problems: [] }
      : { ok: false, problems: loaded.problems };
  }

  @Read('schemas/award-document-1.json', { zh: '奖项文件的 JSON Schema' })
  @Public()
  getAwardDocumentSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return awardDocumentSchema;
  }
}
