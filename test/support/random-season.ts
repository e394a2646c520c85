import * as fc from 'fast-check';
import { account, organization, type Role } from '@xf/access';
import { competition, entry } from '@xf/competitions';
import {
  allNominationsOf,
  conferralItems,
  honour,
  nomination,
  nominationItems,
  nominations,
  round,
  roundRow,
} from '@xf/honours';
import { execute, executeAll, SubjectErased, untyped, type BatchItem } from '@xf/es';
import type { Runtime } from '@xf/runtime';
import { basis as basisOf, certificate, medal } from '../../libs/honours/src/testing/examples';
import { drawDocument } from '../../libs/rules/src/testing/random-competition';
import type { RuleDocument } from '../../libs/rules/src/document';
import { example } from '../ops/support';
import { RandomCourse, type Contest, type Entry, type Sent } from './random-season.course';

type Draw = fc.GeneratorValue;
const kinds = ['person', 'team', 'unit'] as const;
/** Rules of every sort: means, trimmed means, points by rank, lower is better, boards of groups. */
const examples = [
  'theory-practice-30-70',
  'guide-contest',
  'keqiao-rank-to-points',
  'campus-games-lower-is-better',
  'ploughing-2012',
  'isu-2016-men-free-skating',
];
const marks = ['0', '1', '2', '2.5', '3', '7', '9.25', '9.5', '10', '6.75', '-4', '1e3', '1000000'];

/**
 * A season nobody planned: commands of every kind at whatever state things happen to be in, most of them accepted, many
 * refused. The same seed gives the same commands.
 */
export class RandomSeason {
  /** Draws rule documents. Everything else is drawn evenly: what fast-check draws leans to the ends of a range. */
  private readonly g: Draw;
  private readonly random: () => number;
  private count = 0;
  private last = '';
  private readonly contests: Contest[] = [];
  private readonly entries: Entry[] = [];
  private readonly rounds: string[] = [];
  /** Marks that were taken. */
  private readonly recorded: object[] = [];
  /** Kinds of answers so far, for the caller to see that not everything was refused. */
  readonly outcomes = new Map<string, number>();

  constructor(
    private readonly runtime: Runtime,
    seed: number,
  ) {
    this.g = fc.sample(fc.gen(), { seed, numRuns: 1 })[0] as Draw;
    this.random = uniform(seed);
    const { contests, entries, int, chance, pick, late } = this;
    const send = (...items: readonly BatchItem[]) => this.send(...items);
    this.course = new RandomCourse({ runtime, contests, entries, int, chance, pick, late, send });
  }

  private readonly int = (min: number, max: number): number => min + Math.floor(this.random() * (max - min + 1));
  private readonly chance = (percent: number): boolean => this.int(1, 100) <= percent;
  private readonly pick = <T>(items: readonly T[]): T => items[this.int(0, items.length - 1)] as T;
  /** More often one of those that came last. */
  private readonly late = <T>(items: readonly T[]): T => this.pick(this.chance(80) ? items.slice(-12) : items);
  private readonly actor = (): string => this.pick(['ann', 'bob', 'eve']);

  private readonly course: RandomCourse;

  private async send(...items: readonly BatchItem[]): Promise<void> {
    const kind = await this.outcomeOf(items).catch((error: unknown) => {
      if (error instanceof SubjectErased) return 'erased';
      throw error;
    });
    this.last = kind;
    this.outcomes.set(kind, (this.outcomes.get(kind) ?? 0) + 1);
  }

  private async outcomeOf(items: readonly BatchItem[]): Promise<string> {
    const { engine } = this.runtime;
    const context = { actor: this.actor(), command: `c${this.count++}` };
    const [one] = items;
    const { kind } =
      items.length === 1 && one !== undefined
        ? await execute(engine, one.decider, one.command, context)
        : await executeAll(engine, items, context);
    return kind;
  }

  /** Whoever plans holds a role, and roles are granted over organisations that are registered. */
  private async begin(): Promise<void> {
    await this.found('city', 'city');
    await this.found('d1', 'district', 'city');
  }

  /** One command, or an erasure, of a random kind. */
  async step(): Promise<void> {
    if (this.outcomes.size === 0) await this.begin();
    const steps: readonly (readonly [weight: number, step: () => Promise<void>])[] = [
      [4, this.plan],
      [4, this.open],
      [16, this.submit],
      [34, this.mark],
      [14, this.correct],
      [6, this.leave],
      [3, this.amend],
      [2, this.freeze],
      [5, this.publish],
      [3, this.openRound],
      [7, this.recommend],
      [3, this.shortlist],
      [3, this.confer],
      [2, this.register],
      [8, this.people],
      [1, this.erase],
      ...this.course.steps,
    ];
    let at = this.int(
      1,
      steps.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, step] of steps) {
      at -= weight;
      if (at <= 0) return step();
    }
  }

  private readonly plan = async (): Promise<void> => {
    // Ever new ones: what was published is at rest.
    const id = `c${this.int(1, 4 + Math.floor(this.count / 60))}`;
    const contests = Array.from({ length: this.int(1, 3) }, (_, n) => ({
      contest: `k${n + 1}`,
      name: this.pick(['车工', '钳工', '护理']),
      receiver: this.chance(70) ? ('person' as const) : this.pick(kinds),
      groups: this.chance(60) ? ['a', 'b'].map((group) => ({ group, name: `${group}组` })) : [],
    }));
    const level = this.pick(['city', 'district'] as const);
    const plan = { organization: this.pick(['city', 'd1']), name: `${id}竞赛`, level, contests, rounds: this.rounds };
    const command: Sent = { type: 'PlanCompetition', competition: id, ...plan };
    await this.send({ decider: untyped(competition), command });
    for (const { contest, receiver, groups } of contests) {
      const known = this.contests.findIndex((one) => one.competition === id && one.contest === contest);
      if (known >= 0 && this.last !== 'done') continue;
      if (known >= 0) this.contests.splice(known, 1);
      const planned = { competition: id, contest, receiver, grouped: groups.length > 0 };
      this.contests.push({ ...planned, document: this.document(groups.length > 0) });
    }
  };

  private document(grouped: boolean): RuleDocument {
    const document = this.chance(65) ? drawDocument(this.g) : (example(this.pick(examples)) as RuleDocument);
    const process = this.course.process(document);
    // Most have a board in the contest they are for; now and then one has none, and is refused.
    const { groups, overall } = document.boards;
    const known = typeof overall === 'object' ? grouped && overall.groups.every((one) => 'ab'.includes(one)) : overall;
    const fits = known || (groups && grouped) || this.chance(5);
    const boards = fits ? document.boards : { groups, overall: true };
    return { ...document, boards, vetoes: [{ id: 'safety', name: '安全事故' }], process };
  }

  private readonly open = async (): Promise<void> => {
    const at = this.contests.length === 0 ? undefined : this.late(this.contests);
    if (at === undefined) return;
    const of = this.contests.filter((one) => one.competition === at.competition);
    const some = this.chance(85) ? of : of.slice(0, 1);
    const rules = some.map(({ contest, document }) => ({ contest, document }));
    const command = { type: 'OpenCompetition', competition: at.competition, rules };
    await this.send({ decider: untyped(competition), command });
  };

  private readonly submit = async (): Promise<void> => {
    if (this.contests.length === 0) return;
    const at = this.late(this.contests);
    const number = String(this.int(1, 25));
    const id = `${at.contest}e${number}`;
    const kind = this.chance(90) ? at.receiver : this.pick(kinds);
    const subject = `${kind}${this.int(1, 30)}`;
    const { competition: of, contest } = at;
    const command = {
      ...{ type: 'SubmitEntry', competition: of, entry: id, contest, number, kind, subject, name: `名${subject}` },
      ...(this.chance(95) === at.grouped ? { group: this.pick(['a', 'a', 'b', 'b', 'b', 'z']) } : {}),
      ...(this.chance(60) ? { unit: `第${this.int(1, 3)}机械厂` } : {}),
      ...(kind === 'person' && this.chance(30) ? { idNumber: '110101199003070011', phone: '13800138000' } : {}),
      ...(kind === 'team' && this.chance(50)
        ? { members: [{ person: `person${this.int(1, 30)}`, name: '成员' }] }
        : {}),
      ...(this.chance(70) ? { attributes: { age: this.pick(['0', '30', '45']), lot: String(this.int(1, 4)) } } : {}),
    };
    await this.send({ decider: untyped(entry), command });
    if (this.last !== 'done' && this.chance(90)) return;
    if (!this.entries.some((one) => one.at === at && one.id === id)) this.entries.push({ at, id });
  };

  private score(): object | undefined {
    if (this.entries.length === 0) return undefined;
    const { at, id } = this.late(this.entries);
    const marked = at.document.values.filter((one) => one.marks !== undefined);
    const criterion = marked.length === 0 ? 'none' : this.pick(marked).id;
    const slot = this.chance(80) ? `J${this.int(1, 4)}` : String(this.int(1, 3));
    return { competition: at.competition, entry: id, criterion, slot, value: this.pick(marks) };
  }

  private readonly mark = async (): Promise<void> => {
    const score = this.score();
    if (score === undefined) return;
    // Of a judge of codes as well as by number, which is refused where judges know codes alone.
    const coded = this.chance(80) ? { coded: true } : {};
    await this.send({ decider: untyped(entry), command: { type: 'RecordScore', ...score, ...coded } });
    if (this.last === 'done') this.recorded.push(score);
  };

  private readonly correct = async (): Promise<void> => {
    const known = this.recorded.length === 0 ? this.score() : this.pick(this.recorded);
    if (known === undefined) return;
    const score = { ...known, value: this.pick(marks) };
    const type = this.pick(['CorrectScore', 'CorrectScore', 'ConfirmCorrection', 'RefuseCorrection', 'VoidScore']);
    await this.send({ decider: untyped(entry), command: { ...score, type, reason: '录错' } as Sent });
    if (this.chance(25)) {
      await this.send({ decider: untyped(entry), command: { type: 'ConfirmCorrection', ...score } });
    }
  };

  private readonly leave = async (): Promise<void> => {
    if (this.entries.length === 0) return;
    const { at, id } = this.pick(this.entries);
    const type = this.pick([
      'WithdrawEntry',
      'MarkAbsent',
      'DisqualifyEntry',
      'VetoEntry',
      'ReinstateEntry',
      'ReinstateEntry',
      'ConfirmChange',
      'RefuseChange',
    ]);
    const command = { type, competition: at.competition, entry: id, reason: '依规定', clause: 'safety' };
    await this.send({ decider: untyped(entry), command });
  };

  /** A printed name, a number the rules ask, points carried: put right, and confirmed or refused once it is public. */
  private readonly amend = async (): Promise<void> => {
    if (this.entries.length === 0) return;
    const { at, id } = this.pick(this.entries);
    const on = { competition: at.competition, entry: id };
    const type = this.pick(['CorrectName', 'CorrectName', 'CorrectAttributes', 'ConfirmAmendment', 'RefuseAmendment']);
    const subject = `${at.receiver}${this.int(1, 30)}`;
    const attributes = { lot: String(this.int(1, 4)) };
    const command: Sent = { ...on, type, name: `改${subject}`, subject, attributes, reason: '录错' };
    await this.send({ decider: untyped(entry), command });
    if (this.chance(25)) await this.send({ decider: untyped(entry), command: { ...on, type: 'ConfirmAmendment' } });
  };

  private readonly onContest = async (more: Sent): Promise<void> => {
    if (this.contests.length === 0) return;
    const { competition: of, contest } = this.pick(this.contests);
    const command = { competition: of, contest, ...more };
    await this.send({ decider: untyped(competition), command });
  };
  private readonly freeze = (): Promise<void> => this.onContest({ type: 'FreezeScores' });
  private readonly publish = (): Promise<void> =>
    this.onContest({ type: 'PublishResults', digest: 'd', reason: '更正' });

  private readonly openRound = async (): Promise<void> => {
    const id = `r${this.int(1, 3 + Math.floor(this.count / 200))}`;
    const awards = this.chance(80) ? [medal, certificate] : [medal];
    const command = { type: 'OpenRound', round: id, organization: 'd1', name: '表彰', year: 2026, awards };
    await this.send({ decider: untyped(round), command });
    if (!this.rounds.includes(id)) this.rounds.push(id);
  };

  private readonly recommend = async (): Promise<void> => {
    if (this.rounds.length === 0) return;
    const in_ = this.late(this.rounds);
    const id = `n${this.int(1, 30)}`;
    if (this.chance(20)) {
      const command = { type: 'WithdrawNomination', round: in_, nomination: id, reason: '本人放弃' };
      return this.send({ decider: untyped(nomination), command });
    }
    const receiver = this.chance(70) ? 'person' : 'unit';
    const subject = `${receiver}${this.int(1, 30)}`;
    const recommended = { kind: 'recommendation', by: 'd1', reason: '先进' } as const;
    // As the reaction proposes the winner of a contest: what stands in the way then rules it out instead of refusing it.
    const basis = this.chance(30) ? basisOf() : recommended;
    const award = receiver === 'person' ? 'medal' : 'certificate';
    const who = { receiver, subject, name: `名${subject}`, unit: '第一机械厂' } as const;
    await this.send(
      ...nominationItems({ type: 'ProposeNomination', round: in_, award, nomination: id, ...who, basis }),
    );
  };

  /** A round and an award's nominations as the views have them, whoever made them. */
  private async known(award: string) {
    if (this.rounds.length === 0) return undefined;
    const head = await this.runtime.engine.store.head();
    await this.runtime.following.until(head, undefined, 'reaction');
    await this.runtime.following.until(await this.runtime.engine.store.head());
    const view = await this.runtime.reads.at(nominations);
    const found = roundRow(view, this.pick(this.rounds));
    return found && { round: found, nominations: allNominationsOf(view, found.round, award) };
  }

  private readonly shortlist = async (): Promise<void> => {
    const award = this.pick(['medal', 'certificate']);
    const found = await this.known(award);
    if (found === undefined) return;
    const open = found.nominations.filter(({ status }) => /^(proposed|shortlisted|omitted)$/.test(status));
    const subjects = new Set<string>();
    const listed: string[] = [];
    const omitted: object[] = [];
    for (const { nomination: id, subject } of open) {
      if (this.chance(70) && !subjects.has(subject)) listed.push(id);
      else omitted.push({ nomination: id, reason: '名额所限' });
      subjects.add(subject);
    }
    const command = { type: 'ConfirmShortlist', round: found.round.round, award, nominations: listed, omitted };
    await this.send({ decider: untyped(round), command });
  };

  private readonly confer = async (): Promise<void> => {
    const award = this.pick(['medal', 'certificate']);
    const found = await this.known(award);
    if (found === undefined) return;
    const shortlists = found.round.awards.find((one) => one.award === award)?.shortlists ?? [];
    const count = shortlists[shortlists.length - 1]?.nominations.length ?? 0;
    const decided = { decision: `黄工字〔2026〕${this.int(1, 9)}号`, conferredOn: '2026-04-28' };
    const made = await conferralItems({ ...found, award, ...decided, count }, this.runtime.engine.vault);
    if (made.ok) await this.send(...made.items);
  };

  private readonly register = async (): Promise<void> => {
    const subject = `person${this.int(1, 30)}`;
    const decided = { decision: `黄工字〔2019〕${this.int(1, 9)}号`, conferredOn: '2019-04-26' };
    const who = { receiver: 'person', subject, name: `名${subject}` } as const;
    const command = { type: 'RegisterEarlierHonour', award: 'medal', document: medal, organization: 'd1', ...who };
    await this.send({ decider: untyped(honour), command: { ...command, ...decided } });
  };

  private readonly people = async (): Promise<void> => {
    const who = `a${this.int(1, 3)}`;
    const role: Role = this.pick(['organizer', 'judge', 'auditor']);
    const place = { role, organization: this.pick(['city', 'd1', 'nowhere']) };
    const command = this.pick([
      { type: 'CreateAccount', account: who, displayName: `管理员${who}`, passwordHash: 'h1' },
      { type: 'GrantRole', account: who, ...place },
      { type: 'GrantRole', account: who, ...place },
      { type: 'RevokeRole', account: who, ...place },
      { type: 'ChangePassword', account: who, passwordHash: 'h2' },
      { type: 'DisableAccount', account: who },
    ]);
    if (this.chance(75)) return this.send({ decider: untyped(account), command });
    const above = this.pick([undefined, 'city', 'd1']);
    const level = this.pick(['city', 'district', 'unit'] as const);
    const id = this.pick(['city', 'd1', 'd2', 'u1']);
    return this.found(id, level, above);
  };

  private found(id: string, level: string, parent?: string): Promise<void> {
    const more = parent === undefined ? {} : { parent };
    const command = { type: 'RegisterOrganization', organization: id, name: `${id}工会`, level, ...more };
    return this.send({ decider: untyped(organization), command });
  }

  private readonly erase = (): Promise<void> => this.runtime.engine.vault.destroy(`person${this.int(1, 30)}`);
}

/** Even draws from 0 to 1 (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
