import { writeFileSync } from 'node:fs';
import { openApiOf } from '@xf/nest';
import { throwawayRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';

/** The API's document as it is committed: two spaces, in the order of the routes. */
export async function openApiText(): Promise<string> {
  const runtime = throwawayRuntime();
  const app = await createApp(runtime);
  const text = `${JSON.stringify(openApiOf(app), null, 2)}\n`;
  await app.close();
  await runtime.close();
  return text;
}

/** `node dist/apps/api/src/openapi.js docs/openapi.json` */
if (require.main === module) {
  const [path = 'docs/openapi.json'] = process.argv.slice(2);
  void openApiText().then((text) => {
    writeFileSync(path, text);
  });
}
