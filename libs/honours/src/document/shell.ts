import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, Check, DocumentField, Public, Read } from '@xf/nest';
import type { Call } from '@xf/nest';
import { hashRoundDocument, loadRoundDocument } from './rules';
import { roundDocumentSchema } from './rules.schema';

class RoundDocumentCheckBody {
  @DocumentField({ zh: '评选办法' })
  document!: object;
}

@ApiTags('荣誉')
@Controller()
export class RoundDocumentsController {
  @Check('api/round-documents/check', { zh: '检查评选办法，列出全部问题', problems: [401, 403] })
  @ApiBearerAuth()
  @Audience('organizer')
  checkRoundDocument(@Body() { document }: RoundDocumentCheckBody): object {
    const loaded = loadRoundDocument(document);
    return loaded.ok
      ? { ok: true, hash: hashRoundDocument(loaded.document), problems: [] }
      : { ok: false, problems: loaded.problems };
  }

  @Read('schemas/round-document-1.json', { zh: '评选办法的 JSON Schema' })
  @Public()
  getRoundDocumentSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return roundDocumentSchema;
  }
}
