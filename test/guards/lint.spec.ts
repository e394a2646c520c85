import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

type Message = { readonly ruleId: string | null; readonly line: number; readonly message: string };

const root = resolve(__dirname, '../..');

/** One program lints everything: it reads the types of the repository once. */
let linter: ChildProcess | undefined;
let answers: AsyncIterator<string> | undefined;
afterAll(() => linter?.kill());

/** Lints a text as if it stood in the place of a file of this repository. */
async function lint(path: string, text: string): Promise<readonly Message[]> {
  if (answers === undefined) {
    // In its single-run mode the parser reads the file from the disk and would never see the text.
    const env = { ...process.env, TSESTREE_SINGLE_RUN: 'false' };
    const child = spawn(process.execPath, [join(__dirname, 'lint.cjs')], {
      cwd: root,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    linter = child;
    answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }
  linter?.stdin?.write(`${JSON.stringify({ path, text })}\n`);
  const { value, done } = await answers.next();
  if (done === true) throw new Error('the linter ended');
  return JSON.parse(value) as readonly Message[];
}

const rulesOf = (messages: readonly Message[]) => messages.map((found) => found.ruleId ?? found.message);
const long = (lines: number) => `export function long(): void {\n${'  void 0;\n'.repeat(lines - 2)}}\n`;

const impure = [
  'Date.now()',
  'performance.now()',
  'setTimeout(() => undefined, 1)',
  'setInterval(() => undefined, 1)',
  'setImmediate(() => undefined)',
  'process.pid',
  "fetch('http://localhost')",
  'crypto.randomUUID()',
  "console.log('x')",
];

const shapes = `
export default function (): void {}
export enum Colour { Red }
export const anything = (value: any): string => String(value);
type Kind = { readonly kind: 'a' } | { readonly kind: 'b' };
export function text(of: Kind): string {
  switch (of.kind) {
    case 'a':
      return 'a';
  }
  return '';
}
`;

const injected = `
import { Controller, Inject } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

@Controller('x')
export class Sample {
  constructor(@Inject('KEY') private readonly key: string, private readonly modules: ModuleRef) {}

  get(): unknown {
    return this.modules.get(this.key);
  }
}
`;

describe('lint', () => {
  it('keeps time, chance and the outside world out of the core', async () => {
    const found = await lint(
      'libs/es/src/event.ts',
      [...impure, 'Math.random()'].map((bad) => `void ${bad};\n`).join(''),
    );
    const bans = found.filter((message) => message.ruleId?.startsWith('no-restricted-') === true);
    expect(rulesOf(bans)).toEqual([...impure.map(() => 'no-restricted-globals'), 'no-restricted-properties']);
    expect(bans.map((message) => message.line)).toEqual([...impure, 'Math.random()'].map((_, index) => index + 1));
  });

  it('refuses a function of 71 lines, a default export, an enum, any and an unfinished switch', async () => {
    expect(rulesOf(await lint('libs/es/src/event.ts', long(71)))).toContain('max-lines-per-function');
    expect(rulesOf(await lint('libs/es/src/event.ts', long(70)))).not.toContain('max-lines-per-function');
    const found = rulesOf(await lint('libs/es/src/event.ts', shapes));
    expect(found).toEqual(
      expect.arrayContaining([
        'no-restricted-exports',
        'no-restricted-syntax',
        '@typescript-eslint/no-explicit-any',
        '@typescript-eslint/switch-exhaustiveness-check',
      ]),
    );
  });

  it('asks for type imports, but leaves alone what Nest needs to see at run time', async () => {
    const typeOnly = "import { untidy } from './tidy.js';\nexport type Untidy = typeof untidy;\n";
    expect(rulesOf(await lint('test/guards/tidy.ts', typeOnly))).toEqual([
      '@typescript-eslint/consistent-type-imports',
    ]);
    expect(rulesOf(await lint('test/guards/tidy.ts', injected))).toEqual([]);
  });
});
