import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from './openapi';
import { pick, World } from './testing/world';

const root = join(__dirname, '../../..');
const committed = (): string => readFileSync(join(root, 'docs/openapi.json'), 'utf8');

/** Each class of the repository with the files that define one of its name. */
function definedClasses(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const folder of ['apps', 'libs']) {
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.spec.ts') || /(?:^|\/)(?:node_modules|dist)\//.test(path)) continue;
      for (const [, name = ''] of readFileSync(join(root, folder, path), 'utf8').matchAll(
        /^(?:export |abstract )*class (\w+)/gm,
      )) {
        found.set(name, [...(found.get(name) ?? []), join(folder, path)]);
      }
    }
  }
  return found;
}

describe('openapi', () => {
  it('the committed document is the one the routes make', async () => {
    expect(JSON.parse(await openApiText())).toEqual(JSON.parse(committed()));
  });

  it('every operation has a Chinese summary, an English id of its own, and says how it fails', async () => {
    const document: unknown = JSON.parse(await openApiText());
    expect(pick(document, 'openapi')).toBe('3.1.0');
    const paths = Object.values(pick(document, 'paths') as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    const operations = paths.flatMap((path): readonly unknown[] => Object.values(path));
    const ids = operations.map((operation) => String(pick(operation, 'operationId')));
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      expect(pick(operation, 'operationId')).toMatch(/^[a-z][A-Za-z]+$/);
      expect(pick(operation, 'summary')).toMatch(/[\u4e00-\u9fff]/);
      const answers = Object.keys(pick(operation, 'responses') as object);
      expect(answers.filter((status) => ['200', '201', '202'].includes(status))).not.toEqual([]);
    }
  });

  it('every reference leads somewhere', async () => {
    const text = await openApiText();
    const known = Object.keys(pick(JSON.parse(text), 'components', 'schemas') as object);
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('no two classes share the name of a schema: the later would take the place of the other in the document', async () => {
    const names = Object.keys(pick(JSON.parse(await openApiText()), 'components', 'schemas') as object);
    const classes = definedClasses();
    // The schema of problems is written by hand.
    const found = names.filter((name) => name !== 'Problem').map((name) => [name, classes.get(name) ?? []] as const);
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter(([, files]) => files.length !== 1)).toEqual([]);
  });

  it('is served with a page to read it, whose assets come from here', async () => {
    const world = await World.open();
    expect((await world.get(undefined, '/openapi.json')).body).toHaveProperty('paths');
    const page = await world.get(undefined, '/docs');
    expect(page.status).toBe(200);
    expect(String(page.body)).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const asset =
      /src="(?:\.\/)?(docs\/swagger-ui-bundle\.js|swagger-ui-bundle\.js)"/.exec(String(page.body))?.[1] ?? 'none';
    expect((await world.get(undefined, asset.startsWith('docs/') ? `/${asset}` : `/docs/${asset}`)).status).toBe(200);
    await world.close();
  });
});
