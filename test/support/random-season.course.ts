import { untyped, type AnyDecider, type BatchItem } from '@xf/es';
import { competition, entry } from '@xf/competitions';
import type { Runtime } from '@xf/runtime';
import { anomaly } from '../../libs/competitions/src/anomaly/decide';
import { appeal } from '../../libs/competitions/src/appeal/decide';
import { appealStream } from '../../libs/competitions/src/appeal/events';
import { codes } from '../../libs/competitions/src/code/decide';
import { sanction } from '../../libs/competitions/src/sanction/decide';
import { lifting, signing } from '../../libs/competitions/src/sanction/shell.items';
import { sanctionStream } from '../../libs/competitions/src/sanction/events';
import { sheet } from '../../libs/competitions/src/sheet/decide';
import { differencesOf } from '../../libs/competitions/src/sheet/decide.state';
import { sheetMark } from '../../libs/competitions/src/sheet/decide.mark';
import { sheetStream } from '../../libs/competitions/src/sheet/events';
import { trialOn } from '../../libs/competitions/src/trial/decide';
import { hashRuleDocument } from '../../libs/competitions/src/competition/rules';
import { statement } from '../../libs/figures/src/statement/decide';
import type { Process, RuleDocument } from '../../libs/rules/src/document';

export type Contest = {
  readonly competition: string;
  readonly contest: string;
  readonly document: RuleDocument;
  readonly receiver: 'person' | 'team' | 'unit';
  readonly grouped: boolean;
};
export type Entry = { readonly at: Contest; readonly id: string };
export type Sent = { readonly type: string; readonly [field: string]: unknown };
export type Step = readonly [weight: number, step: () => Promise<void>];

/** What a season lends to the part of it that goes on beside marks and boards. */
export type Season = {
  readonly runtime: Runtime;
  readonly contests: readonly Contest[];
  readonly entries: readonly Entry[];
  readonly int: (min: number, max: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly late: <T>(items: readonly T[]) => T;
  readonly send: (...items: readonly BatchItem[]) => Promise<void>;
};

const minute = 60_000;
const judgedIn = ({ values }: RuleDocument): readonly string[] =>
  values.flatMap(({ id, marks }) => (marks?.kind === 'judged' && (marks.slots?.max ?? 1) > 1 ? [id] : []));

/** What happens in contests beside marks: the ways they are held, papers, second looks. */
export class RandomCourse {
  private readonly sanctions: { readonly competition: string; readonly sanction: string }[] = [];
  private readonly sheets: { readonly at: Contest; readonly sheet: string }[] = [];
  private readonly filed: { readonly competition: string; readonly appeal: string }[] = [];
  private papers = 0;

  constructor(private readonly season: Season) {}

  readonly steps: readonly Step[] = [
    [1, () => this.revise()],
    [1, () => this.end()],
    [2, () => this.checkIn()],
    [1, () => this.nameHead()],
    [3, () => this.standing()],
    [3, () => this.appeals()],
    [3, () => this.punish()],
    [1, () => this.settle()],
    [5, () => this.paper()],
    [2, () => this.code()],
    [1, () => this.tryRules()],
    [1, () => this.state()],
  ];

  /** How a contest is held, drawn for its document. */
  process(document: RuleDocument): Process {
    const { chance, int, pick } = this.season;
    const [remarked] = judgedIn(document);
    return {
      ...(chance(15) ? { entriesPerUnit: int(1, 3) } : {}),
      ...(chance(25) ? { onePersonOneTeam: true } : {}),
      ...(chance(40) ? { absentAfterMinutes: 20 } : {}),
      ...(chance(20) ? { anonymous: true } : {}),
      ...(chance(30) ? { minimumEntrants: { count: 5, otherwise: pick(['cancel', 'merge', 'no-awards']) } } : {}),
      ...(remarked !== undefined && chance(50) ? { remark: [{ value: remarked, spread: '1' }] } : {}),
      ...(chance(20) ? { headJudge: { sanctions: true } } : {}),
      appeals: { windowMinutes: 100_000 },
      sanctions: [
        { id: 'talk', name: '警告', effect: 'warning' },
        { id: 'out', name: '取消资格', effect: 'disqualify' },
        ...(document.ranking.better === 'lower' ? [] : [{ id: 'nil', name: '成绩记零', effect: 'zero' } as const]),
      ],
    };
  }

  private one(decider: AnyDecider, command: Sent): Promise<void> {
    return this.season.send({ decider, command });
  }

  private async onContest(commandOf: (at: Contest) => readonly [AnyDecider, Sent]): Promise<void> {
    const { contests, late } = this.season;
    if (contests.length === 0) return;
    const at = late(contests);
    const [decider, command] = commandOf(at);
    await this.one(decider, { competition: at.competition, contest: at.contest, ...command });
  }

  private async onEntry(act: (entry: Entry) => Promise<void>): Promise<void> {
    if (this.season.entries.length > 0) await act(this.season.late(this.season.entries));
  }

  private revise(): Promise<void> {
    const version = this.season.int(2, 9);
    return this.onContest(({ document }) => [
      untyped(competition),
      { type: 'ReviseRules', document: { ...document, version }, reason: '更改权重' },
    ]);
  }

  private end(): Promise<void> {
    const { chance, pick, int } = this.season;
    const command = { entered: int(2, 5), reason: '报名不足' };
    if (chance(50)) return this.onContest(() => [untyped(competition), { type: 'CancelContest', ...command }]);
    const into = pick(['k1', 'k2', 'k3']);
    return this.onContest(() => [untyped(competition), { type: 'MergeContest', ...command, into }]);
  }

  private checkIn(): Promise<void> {
    const { chance, int, runtime } = this.season;
    const due = runtime.engine.clock.now() - 60 * minute;
    if (chance(30)) return this.onContest(() => [untyped(competition), { type: 'ScheduleStart', startsAt: due }]);
    return this.onEntry(({ at, id }) =>
      this.one(untyped(entry), {
        ...{ type: 'CheckInEntry', competition: at.competition, entry: id, arrivedAt: due + int(-5, 25) * minute },
        ...(chance(50) ? { dueAt: due } : {}),
      }),
    );
  }

  private nameHead(): Promise<void> {
    const account = this.season.pick(['ann', 'bob', 'eve']);
    return this.onContest(() => [untyped(competition), { type: 'NameHeadJudge', account }]);
  }

  /** Judges who lie too far apart mark again, or their marks stand. */
  private standing(): Promise<void> {
    const { chance, int, pick } = this.season;
    return this.onEntry(async ({ at, id }) => {
      const criterion = at.document.process?.remark?.[0]?.value ?? 'none';
      const on = { competition: at.competition, entry: id, criterion };
      if (chance(60)) {
        for (const [slot, value] of [['J1', '2'] as const, ['J2', '9'] as const]) {
          await this.one(untyped(entry), { type: 'RecordScore', ...on, slot, value, coded: true });
        }
      }
      if (chance(60)) return this.one(untyped(entry), { type: 'LetSpreadStand', ...on, reason: '维持' });
      const mark = { slot: `J${int(1, 2)}`, value: pick(['3', '7']) };
      return this.one(untyped(entry), { type: 'RemarkScore', ...on, ...mark, coded: true });
    });
  }

  private async appeals(): Promise<void> {
    const { chance, pick } = this.season;
    const known = this.filed.length > 0 && chance(50) ? this.season.late(this.filed) : undefined;
    if (known !== undefined && chance(30)) {
      return this.one(untyped(appeal), { type: 'WithdrawAppeal', ...known, reason: '撤回' });
    }
    if (known !== undefined) {
      const decided = { outcome: pick(['kept', 'cancelled', 'corrected']), reason: '查无依据', clause: '第九条' };
      return this.one(untyped(appeal), { type: 'DecideAppeal', ...known, ...decided, corrections: [] });
    }
    if (this.season.entries.length > 0) await this.file(pick(this.season.entries));
  }

  /** Of any entry: those of late are seldom published. */
  private async file({ at, id }: Entry): Promise<void> {
    const { int, runtime } = this.season;
    const on = { competition: at.competition, appeal: `a${int(1, 99)}` };
    const filed = { contest: at.contest, number: on.appeal, entry: id, via: 'paper', person: `person${int(1, 30)}` };
    await this.one(untyped(appeal), { type: 'FileAppeal', ...on, ...filed, name: '代表', about: '扣分有误' });
    const stream = appealStream(on.competition, on.appeal);
    const { state } = await runtime.engine.states.load(runtime.engine.store, appeal, stream);
    if (state.status === 'filed') this.filed.push(on);
  }

  private punish(): Promise<void> {
    const { chance, pick, runtime } = this.season;
    const known = this.sanctions.length > 0 && chance(60) ? this.season.late(this.sanctions) : undefined;
    if (known === undefined) {
      return this.onEntry(async ({ at, id }) => {
        const on = { competition: at.competition, sanction: `s${(this.papers += 1)}` };
        const said = {
          number: on.sanction,
          kind: pick(['talk', 'out', 'out', 'nil']),
          entry: id,
          reason: '带手机',
          clause: '第三条',
        };
        const who = { person: `person${this.season.int(1, 30)}`, name: '领队' };
        await this.one(untyped(sanction), { type: 'RecordSanction', ...on, contest: at.contest, ...said, ...who });
        this.sanctions.push(on);
      });
    }
    return (async () => {
      const { engine } = runtime;
      const stream = sanctionStream(known.competition, known.sanction);
      const { state } = await engine.states.load(engine.store, sanction, stream);
      if (state.status === 'unknown') return;
      const { recorded, judge } = state;
      if (chance(60)) return this.season.send(...signing(recorded, '处理'));
      await this.season.send(...lifting(recorded, judge !== undefined, { reason: '申诉成立', appeal: 'a1' }));
    })();
  }

  private settle(): Promise<void> {
    const { int, pick } = this.season;
    const ground = { finding: `f${int(1, 9)}`, kind: pick(['tenfold', 'far-mark']), slots: ['J1'], refs: [], marks: 0 };
    return this.onContest(() => [untyped(anomaly), { type: 'SettleAnomaly', grounds: ground, reason: '原表如此' }]);
  }

  /** Score sheets: issued, typed once or twice, settled where two typings differ, withdrawn. */
  private async paper(): Promise<void> {
    const { chance, contests, entries, late, runtime } = this.season;
    if (contests.length === 0) return;
    if (this.sheets.length === 0 || chance(30)) {
      const at = late(contests);
      const on = { competition: at.competition, contest: at.contest, sheet: `P-${(this.papers += 1)}` };
      const mine = entries.filter((one) => one.at === at).slice(-2);
      const coded = at.document.process?.anonymous === true;
      const rows = mine.map(({ id }, n) => {
        return { entry: id, number: id.slice(at.contest.length + 1), ...(coded ? { code: `K${n}` } : {}) };
      });
      const asked = { slot: 'J1', criteria: judgedIn(at.document).slice(0, 1), rows, double: chance(70), position: 1 };
      await this.one(untyped(sheet), { type: 'IssueSheet', ...on, ...asked });
      const { state } = await runtime.engine.states.load(
        runtime.engine.store,
        sheet,
        sheetStream(on.competition, on.contest, on.sheet),
      );
      if (state.status === 'issued') this.sheets.push({ at, sheet: on.sheet });
      return;
    }
    await this.typed(late(this.sheets));
  }

  private async typed({ at, sheet: number }: { readonly at: Contest; readonly sheet: string }): Promise<void> {
    const { chance, pick, runtime, send } = this.season;
    const on = { competition: at.competition, contest: at.contest, sheet: number };
    const stream = sheetStream(at.competition, at.contest, number);
    const { state } = await runtime.engine.states.load(runtime.engine.store, sheet, stream);
    if (state.status === 'unknown') return;
    if (chance(5)) return this.one(untyped(sheet), { type: 'WithdrawSheet', ...on, reason: '误发' });
    const { rows, criteria, slot, check } = state.issued;
    const differing = differencesOf(state).map(({ row, criterion }) => ({ entry: rows[row]!.entry, criterion }));
    const isSettling = differing.length > 0 && chance(70);
    const cells = isSettling ? differing : rows.flatMap((row) => criteria.map((criterion) => ({ ...row, criterion })));
    const values = cells.map(({ entry: id, criterion }) => ({ entry: id, criterion, value: pick(['2', '2', '3']) }));
    const command: Sent = isSettling
      ? { type: 'SettleSheet', ...on, reason: '见原表', values }
      : { type: 'KeySheet', ...on, check, values };
    const marks = values.map((one): BatchItem => {
      const mark = { type: 'RecordScore', ...on, ...one, slot, settled: isSettling };
      return { decider: untyped(sheetMark), command: mark };
    });
    await send({ decider: untyped(sheet), command }, ...marks);
  }

  /** Codes are drawn where judges are to know nothing else, and opened behind the freeze. */
  private async code(): Promise<void> {
    const { chance, contests, entries, late } = this.season;
    const blind = contests.filter(({ document }) => document.process?.anonymous === true);
    if (blind.length === 0) return;
    const at = late(blind);
    const on = { competition: at.competition, contest: at.contest };
    if (chance(40)) {
      if (chance(50)) await this.one(untyped(competition), { type: 'FreezeScores', ...on });
      return this.one(untyped(codes), { type: 'OpenCodes', ...on });
    }
    const drawn = entries.filter((one) => one.at === at).map(({ id }) => ({ entry: id, number: id }));
    return this.one(untyped(codes), { type: 'DrawCodes', ...on, entries: drawn, seed: 'seed' });
  }

  private tryRules(): Promise<void> {
    const trial = `w${this.season.int(1, 99)}`;
    return this.onContest(({ document }) => [
      untyped(trialOn(1)),
      { type: 'TryRules', trial, hash: hashRuleDocument(document) },
    ]);
  }

  /** What organisations say of a year, for the figures that are told beside the competitions. */
  private state(): Promise<void> {
    const { chance, int } = this.season;
    const on = { organization: 'd1', year: 2026, source: '年报', reason: '更正' };
    const said: Sent = chance(50)
      ? { type: 'StateFigure', ...on, figure: 'unitsInAll', value: String(int(1, 900)) }
      : { type: 'SetTarget', ...on, figure: 'units', atLeast: String(int(1, 900)) };
    return this.one(untyped(statement), said);
  }
}
