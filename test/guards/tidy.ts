/** A file as the tidy rules see it: its path from the root of the repository, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };

const sliceFile = /^libs\/(?:competitions|honours|access|proposals|figures|registry)\/src\/(?!testing\/)([^/]+)\/(.+)$/;
const sliceNames =
  /^(?:command|decide|events|project|query|react|rules|shell)(?:\.[a-z-]+)?\.ts$|^[a-z0-9-]+(?:\.[a-z0-9-]+)?\.spec\.ts$/;
const promise = /\b(?:TO-?DO|FIX-?ME|XX-?X|HA-?CK)\b/;
const silenced = /\b(?:x(?:it|test|describe)|f(?:it|describe)|(?:it|test|describe)\.(?:only|skip|todo))\b\s*[.(]/;
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.ts$/;
const linesMax = 400;

const isSpec = (path: string) => path.endsWith('.spec.ts') || path.startsWith('test/');
const isGenerated = (path: string) => path.includes('/generated/') || path.includes('.generated.');
const isCode = (path: string) => path.endsWith('.ts');

/**
 * What is untidy in a set of files, one line of text for each finding. It looks at names and text only; types and
 * imports belong to the linter and the boundary rules.
 */
export function untidy(files: readonly SourceFile[]): readonly string[] {
  return [...files.flatMap(untidyFile), ...unequalReadmes(files)];
}

function untidyFile({ path, text }: SourceFile): readonly string[] {
  const found: string[] = [];
  if (promise.test(text)) found.push(`${path}: a promise in a comment; do it or leave it`);
  if (!isCode(path)) return found;
  const inSlice = sliceFile.exec(path)?.[2];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (inSlice !== undefined && !sliceNames.test(inSlice)) found.push(`${path}: not one of the names a slice may hold`);
  if (!kebab.test(name)) found.push(`${path}: a file name is kebab-case`);
  if (isSpec(path) && silenced.test(text)) found.push(`${path}: a test that is left out or runs alone`);
  const lines = text.trimEnd().split('\n').length;
  if (!isSpec(path) && !isGenerated(path) && lines > linesMax) found.push(`${path}: ${lines} lines, over ${linesMax}`);
  return found;
}

/** The two readmes are one document in two languages: as many headings, as many code blocks. */
function unequalReadmes(files: readonly SourceFile[]): readonly string[] {
  const english = files.find((file) => file.path === 'README.md');
  const chinese = files.find((file) => file.path === 'README.zh-CN.md');
  if (english === undefined || chinese === undefined) return [];
  const [one, other] = [outline(english.text), outline(chinese.text)];
  const found: string[] = [];
  if (one.headings !== other.headings) {
    found.push(`README.md has ${one.headings} headings, README.zh-CN.md ${other.headings}`);
  }
  if (one.blocks !== other.blocks) {
    found.push(`README.md has ${one.blocks} code blocks, README.zh-CN.md ${other.blocks}`);
  }
  return found;
}

function outline(text: string): { readonly headings: number; readonly blocks: number } {
  let headings = 0;
  let blocks = 0;
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) {
      inside = !inside;
      if (inside) blocks += 1;
    } else if (!inside && /^#{1,6} /.test(line)) {
      headings += 1;
    }
  }
  return { headings, blocks };
}
