/**
 * A process that is going to be killed: it writes marks as fast as it can from sixteen writers and prints a line for each
 * that was acknowledged. Runs the built program, as a service would.
 */
const { join } = require('node:path');

const [, , folder, round] = process.argv;
const dist = join(__dirname, '../../dist/libs');
const { openRuntime } = require(join(dist, 'runtime/src/index.js'));
const { competition, entry, entryIdOf } = require(join(dist, 'competitions/src/index.js'));
const { execute } = require(join(dist, 'es/src/index.js'));

const rules = {
  id: 'kill',
  version: 1,
  title: '断电测试',
  cites: [{ document: '测试' }],
  values: [
    {
      id: 'total',
      name: '总分',
      role: 'total',
      marks: { kind: 'judged', range: { min: '0', max: '100' }, slots: { min: 1, max: 999 }, combine: { by: 'mean' } },
      round: { digits: 2, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: false, overall: true },
};

const plan = {
  type: 'PlanCompetition',
  competition: 'kill',
  organization: 'd1',
  name: '断电测试',
  level: 'district',
  contests: [{ contest: 'k', name: '赛项', receiver: 'person', groups: [] }],
  rounds: [],
};

async function main() {
  const { engine } = await openRuntime({ folder });
  const run = async (decider, command, id) => {
    const outcome = await execute(engine, decider, command, { actor: 'writer', command: id });
    if (outcome.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  await run(competition, plan, 'plan');
  await run(
    competition,
    { type: 'OpenCompetition', competition: 'kill', rules: [{ contest: 'k', document: rules }] },
    'open',
  );
  const on = (n) => ({ competition: 'kill', entry: entryIdOf('kill', 'k', String(n % 200)) });
  for (let n = 0; n < 200; n++) {
    const who = { contest: 'k', number: String(n), kind: 'person', subject: `p${n}`, name: `姓名${n}` };
    await run(entry, { type: 'SubmitEntry', ...on(n), ...who }, `submit-${n}`);
  }
  let next = 0;
  const write = async () => {
    for (;;) {
      const n = next++;
      const command = `mark-${round}-${n}`;
      const mark = {
        type: 'RecordScore',
        ...on(n),
        criterion: 'total',
        slot: `r${round}n${n}`,
        value: String(n % 101),
      };
      const outcome = await run(entry, mark, command);
      process.stdout.write(`${command} ${outcome.stream} ${outcome.revision}\n`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, write));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
