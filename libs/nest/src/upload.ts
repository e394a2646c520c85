import type { FastifyInstance } from 'fastify';

/** Office's own name for a workbook. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Bytes of a workbook that is sent to a route of `Command` with `upload`. */
export const uploadMax = 5 * 1024 * 1024;

/** A workbook as it was sent. A route that takes one has it as its body's class; every other route refuses it. */
export class Upload {
  constructor(readonly bytes: Buffer) {}
}

type Config = { readonly upload?: boolean };

/** Lets routes that say so take a workbook of up to `uploadMax`; for all others a body stays as small as it was. */
export function takeUploads(server: FastifyInstance): void {
  server.addContentTypeParser(workbookType, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, new Upload(body as Buffer));
  });
  server.addHook('onRoute', (route) => {
    if ((route.config as Config | undefined)?.upload === true) route.bodyLimit = uploadMax;
  });
}
