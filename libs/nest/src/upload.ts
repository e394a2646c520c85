import type { FastifyInstance } from 'fastify';

/** Office's own name for a workbook. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const csvType = 'text/csv';
/** Bytes of a file that is sent to a route of `Command` with `upload`. */
export const uploadMax = 5 * 1024 * 1024;

/** A workbook as it was sent. A route that takes one has it as its body's class; every other route refuses it. */
export class Upload {
  constructor(
    readonly bytes: Buffer,
    readonly type: typeof workbookType | typeof csvType,
  ) {}
}

/** The class of a body that may be a workbook or CSV. */
export class TableUpload extends Upload {}

/** What a route takes in place of JSON. */
export type Uploaded = 'workbook' | 'table';
type Config = { readonly upload?: Uploaded };

/** Lets routes that say so take a file of up to `uploadMax`; for all others a body stays as small as it was. */
export function takeUploads(server: FastifyInstance): void {
  for (const type of [workbookType, csvType] as const) {
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, new Upload(body as Buffer, type));
    });
  }
  server.addHook('onRoute', (route) => {
    if ((route.config as Config | undefined)?.upload !== undefined) route.bodyLimit = uploadMax;
  });
}
