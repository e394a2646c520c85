const { createInterface } = require('node:readline');
const { ESLint } = require('eslint');

/** A line in: a path and a text. A line out: what ESLint has to say about it. One after the other. */
async function main() {
  const eslint = new ESLint({ cwd: process.cwd() });
  for await (const line of createInterface({ input: process.stdin })) {
    const { path, text } = JSON.parse(line);
    const found = await eslint.lintText(text, { filePath: path });
    process.stdout.write(`${JSON.stringify(found.flatMap(({ messages }) => messages))}\n`);
  }
}

main();
