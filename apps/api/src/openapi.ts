import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiOf } from '@xf/nest';
import { throwawayRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';

/** The API as it is committed under docs. The schemas of documents have no copy there: the service answers them. */
export async function openApiText(): Promise<string> {
  const runtime = await throwawayRuntime();
  const app = await createApp(runtime);
  const text = `${JSON.stringify(openApiOf(app), null, 2)}\n`;
  await app.close();
  await runtime.close();
  return text;
}

/** `node dist/apps/api/src/openapi.js docs` */
if (require.main === module) {
  const [folder = 'docs'] = process.argv.slice(2);
  void openApiText().then((text) => writeFileSync(join(folder, 'openapi.json'), text));
}
