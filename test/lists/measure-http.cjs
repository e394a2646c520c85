/**
 * What a long list costs the service: `node test/lists/measure-http.cjs [rows] [awards]`, after `npm run build`.
 *
 * Founds a data folder with so many honours, then starts the service anew for each thing that is asked of it and prints
 * the seconds to the first byte and to the last, the file, the largest resident size of the process, what it was before the
 * request, and the longest stall of its event loop.
 */
const { fork, execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } = require('node:fs');
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const dist = resolve(__dirname, '../../dist');
const lib = (name) => require(join(dist, 'libs', name, 'src/index.js'));
const password = '一把好锁-2026年';
const list = '/api/organizations/east/lists/may';
const characters =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石';
const at = (n) => characters[n % characters.length];

/** The service, watched from inside: loaded before its own program. */
function watch() {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const resident = (field) =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1e3;
  process.on('message', (asked) => {
    if (asked === 'begin') delay.enable();
    const { user, system } = process.cpuUsage();
    process.send({
      busy: (user + system) / 1e6,
      now: resident('VmRSS'),
      peak: resident('VmHWM'),
      stall: delay.max / 1e6,
    });
  });
}

async function found(folder, rows, awards) {
  const { account, hashPassword, organization } = lib('access');
  const { executeAll, untyped } = lib('es');
  const { honour } = lib('honours');
  const runtime = await lib('runtime').openRuntime({ folder });
  const all = async (command, items) => {
    const { kind } = await executeAll(runtime.engine, items, { actor: 'ops:measure', command });
    if (kind !== 'done') throw new Error(`${command}: ${kind}`);
  };
  const item = (decider, command) => ({ decider: untyped(decider), command });
  await all('city', [
    item(organization, { type: 'RegisterOrganization', organization: 'city', name: '市', level: 'city' }),
  ]);
  const east = { type: 'RegisterOrganization', organization: 'east', name: '东区', level: 'district', parent: 'city' };
  await all('east', [item(organization, east)]);
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1));
  await all('people', [
    item(account, { type: 'CreateAccount', account: 'wang', displayName: '王', passwordHash }),
    item(account, { type: 'GrantRole', account: 'wang', role: 'organizer', organization: 'east' }),
  ]);
  for (let from = 0; from < rows; from += 1_000) {
    const items = Array.from({ length: Math.min(1_000, rows - from) }, (_, n) => honourOf(from + n, awards));
    await all(
      `honours-${from}`,
      items.map((command) => item(honour, command)),
    );
  }
  await runtime.reads.reached(await runtime.reads.head(), 600_000);
  await runtime.close();
}

function honourOf(n, awards) {
  const award = `medal${n % awards}`;
  const document = {
    ...{
      id: award,
      version: 1,
      title: `五一劳动奖章${n % awards}`,
      level: 'district',
      receiver: 'person',
      repeatable: false,
    },
    cites: [{ document: '示例办法', clause: '第三条' }],
  };
  return {
    ...{ type: 'RegisterEarlierHonour', award, document, organization: 'east', receiver: 'person', subject: `s${n}` },
    name: at(n * 7) + at(Math.floor(n / 61)) + (n % 3 === 0 ? '' : at(n * 13)),
    unit: `${at(n)}${at(n * 3)}集团有限公司第${(n % 97) + 1}分公司${at(n * 5)}车间${(n % 31) + 1}班班长、高级技师（工号${n}）`,
    ...{ decision: `黄工字〔2026〕${(n % 40) + 1}号`, conferredOn: '2026-04-28' },
  };
}

async function serve(folder, work) {
  const child = fork(join(dist, 'apps/api/src/main.js'), [], {
    execArgv: ['--require', module.filename],
    env: { ...process.env, DATA: folder, PORT: '0', LOG_LEVEL: 'error', MEASURED: '1' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = await once(child.stdout, 'data');
  const url = /http:\/\/\S+/.exec(String(line))[0];
  const ask = async (what) => {
    child.send(what);
    return (await once(child, 'message'))[0];
  };
  try {
    return await work(url, ask);
  } finally {
    child.disconnect();
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function ask(url, method, path, token, body) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1e3;
  const answer = await globalThis.fetch(url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': path + Math.random(),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const hash = createHash('sha256');
  let [bytes, first, text] = [0, undefined, ''];
  for await (const piece of answer.body) {
    first ??= seconds();
    bytes += piece.length;
    hash.update(piece);
    if (bytes < 20_000) text += Buffer.from(piece).toString();
  }
  return { status: answer.status, first, total: seconds(), bytes, hash: hash.digest('hex').slice(0, 8), text };
}

async function measured(folder, name, request) {
  await serve(folder, async (url, watched) => {
    const { token } = JSON.parse(
      (await ask(url, 'POST', '/api/sessions', undefined, { account: 'wang', password })).text,
    );
    const before = await watched('begin');
    const told = await request((method, path, body) => ask(url, method, path, token, body));
    const { peak, stall, busy } = await watched('end');
    const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    console.log(
      `${name.padEnd(10)} ${told.status} first ${told.first.toFixed(1)} s, total ${told.total.toFixed(1)} s (busy ${(busy - before.busy).toFixed(1)} s), ${megabytes(told.bytes)} (${told.hash}), ` +
        `resident ${peak.toFixed(0)} MB (${before.now.toFixed(0)} MB before), stall ${stall.toFixed(0)} ms` +
        (told.status < 300 ? '' : ` ${told.text.slice(0, 300)}`),
    );
  });
}

/** Asked for, looked after, fetched: the first byte is that of the file, the total is from the asking to the last byte. */
async function exported(send, path, format) {
  const began = performance.now();
  let said = JSON.parse((await send('POST', path, { format })).text);
  while (said.state === 'checking') {
    await sleep(500);
    said = JSON.parse((await send('GET', `${path}/${said.export}`)).text);
  }
  if (said.state !== 'ready') throw new Error(JSON.stringify(said));
  const readyIn = (performance.now() - began) / 1e3;
  const file = await send('POST', `${path}/${said.export}/file`, {});
  return { ...file, total: readyIn + file.total };
}

async function main() {
  const [rows = 99_000, awards = 1] = process.argv.slice(2).map(Number);
  const kept = join(tmpdir(), `xf-measured-lists-${rows}-${awards}`);
  if (!existsSync(kept)) {
    execFileSync(process.execPath, [module.filename, 'found', `${kept}.part`, rows, awards], { stdio: 'inherit' });
    renameSync(`${kept}.part`, kept);
  }
  const work = mkdtempSync(join(tmpdir(), 'xf-measuring-'));
  cpSync(kept, work, { recursive: true });
  const stated = Array.from({ length: awards }, (_, n) => ({
    award: `medal${n}`,
    count: Math.ceil((rows - n) / awards),
  }));
  const asked = { title: '荣誉名册', purpose: 'roll', stated, endsOn: '2099-12-31' };
  await measured(work, 'prepare', (send) => send('POST', `${list}/versions`, asked));
  for (const format of ['xlsx', 'csv', 'json'])
    await measured(work, format, (send) => exported(send, `${list}/versions/1/exports`, format));
  await measured(work, 'text', (send) => send('GET', `${list}/text`));
  rmSync(work, { recursive: true });
}

if (process.env.MEASURED === '1') watch();
else if (process.argv[2] === 'found') void found(process.argv[3], Number(process.argv[4]), Number(process.argv[5]));
else void main();
