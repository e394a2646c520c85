import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiOf } from '@xf/nest';
import { throwawayRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';

const schemas = ['rule-document-1.json', 'award-document-1.json'];

const textOf = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;

/** What the program publishes about itself, as it is committed under docs: the API, and the schemas of its documents. */
export async function publishedFiles(): Promise<ReadonlyMap<string, string>> {
  const runtime = await throwawayRuntime();
  const app = await createApp(runtime);
  const files = new Map([['openapi.json', textOf(openApiOf(app))]]);
  for (const schema of schemas) {
    const answer = await app.inject({ method: 'GET', url: `/schemas/${schema}` });
    files.set(`schemas/${schema}`, textOf(answer.json()));
  }
  await app.close();
  await runtime.close();
  return files;
}

/** `node dist/apps/api/src/openapi.js docs` */
if (require.main === module) {
  const [folder = 'docs'] = process.argv.slice(2);
  void publishedFiles().then((files) => {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
}
