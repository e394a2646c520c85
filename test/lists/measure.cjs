/**
 * How long a list takes to an XLSX file, and how much memory: `node test/lists/measure.cjs [rows] [xlsx|csv]`.
 * Prints rows, seconds, megabytes of the file and the largest resident size of the process.
 */
const { mkdtempSync, readFileSync, rmSync, statSync } = require('node:fs');
const Module = require('node:module');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const root = resolve(__dirname, '../..');
const find = Module._resolveFilename;
Module._resolveFilename = function resolved(name, ...rest) {
  const [, library] = /^@xf\/([a-z-]+)$/.exec(name) ?? [];
  return find.call(this, library === undefined ? name : join(root, 'libs', library, 'src/index.ts'), ...rest);
};
Module._extensions['.ts'] = (module, filename) => {
  const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
};
const { checkList, csvOf, saveAs, xlsxOf } = require('@xf/lists');

const [count = '100000', format = 'xlsx'] = process.argv.slice(2);
const characters =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石';
const at = (n) => characters[n % characters.length];

async function* rows() {
  for (let n = 0; n < Number(count); n++) {
    const name = at(n * 7) + at(Math.floor(n / 61)) + (n % 3 === 0 ? '' : at(n * 13));
    const unitPost = `${at(n)}${at(n * 3)}集团有限公司第${(n % 97) + 1}分公司${at(n * 5)}车间${(n % 31) + 1}班班长、高级技师（工号${n}）`;
    const place = { region: '湖南', decision: `工发〔2026〕${(n % 40) + 1}号`, conferredOn: '2026-04-28' };
    yield { key: `h${n}`, award: '五一劳动奖章', kind: 'person', name, unitPost, ethnicity: '瑶族', ...place };
  }
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'xf-lists-'));
  const path = join(folder, `list.${format}`);
  const basis = { asOf: '2026-04-28', position: 1, exportedBy: 'wang', exportedAt: '2026-04-28', order: '按提交顺序' };
  const columns = ['number', 'award', 'name', 'unitPost', 'region', 'decision', 'conferredOn'];
  const before = process.resourceUsage().maxRSS;
  const started = process.hrtime.bigint();
  const answer = await checkList({ title: '名单', purpose: 'roll', columns, basis, rows });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems[0]));
  await saveAs(path, format === 'csv' ? csvOf(answer.checked) : xlsxOf(answer.checked));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const { maxRSS } = process.resourceUsage();
  console.log(
    `${count} rows to ${format}: ${seconds.toFixed(1)} s, ${megabytes(statSync(path).size)} MB, ` +
      `peak ${megabytes(maxRSS * 1024)} MB resident (${megabytes(before * 1024)} MB before)`,
  );
  rmSync(folder, { recursive: true });
}

void main();
