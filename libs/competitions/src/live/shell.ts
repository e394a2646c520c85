import { Controller, Inject, Param } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import type { Position, StoredEvent } from '@xf/es';
import { Authority, Caller, formatInstant, Problem, problem, Public, RUNTIME, Stream, Streams } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { boardsOfContest, contestRow } from '../standing/query';
import { standings, type ContestRow } from '../standing/project';
import { contestKey } from '../terms';
import { mayKnow, type Audience } from '../visibility/rules';
import { Visibility } from '../visibility/shell';
import { boardState, feedCodec, feedLine, isNews, type BoardState, type FeedWords } from './query';
import { PublicFeed } from './shell.public';
import { LogTail, pageMax, patiently, rest, type Listener } from './shell.tail';

/** Between two notices of one board on one connection. */
const noticeMs = 1_000;
/** Browsers come back after about so long; not all at once when a process ends. */
const retryMs = { min: 1_000, max: 5_000 };
const reachedMs = 2_000;
const rowsMax = 1_000;

type Page = { readonly events: readonly StoredEvent[]; /** Nothing stands behind these. */ readonly isEnd: boolean };
type RowAt = { readonly at: Position; readonly row: Promise<ContestRow | undefined> };

class BoardPath {
  @ApiProperty({ type: String })
  competition!: string;

  @ApiProperty({ type: String })
  contest!: string;

  @ApiProperty({ type: String })
  board!: string;
}

@ApiTags('实时')
@Controller('api/competitions/:competition')
export class LiveController {
  /** Contests as they stood when a position was reached: one look for all who wait for it. */
  private readonly rows = new Map<string, RowAt>();

  constructor(
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    private readonly streams: Streams,
    private readonly tail: LogTail,
    private readonly published: PublicFeed,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Stream('feed', {
    zh: '事件流：每行一个事件，可从任何位置续读',
    description:
      '工作人员所见为参赛与评分的全部事件（无姓名；操作账号仅审计可见），公众所见仅为公布，position 为第几次。' +
      '从最后一行的 position 续读（after），不丢不重。follow=true 时空行表示连接仍在。',
    query: ['after', 'lines', 'follow'],
    type: 'application/x-ndjson',
    text: '一行一个 JSON 对象，都有 position 与 type',
  })
  @Public()
  async readFeed(@Caller() call: Call, @Param('competition') competition: string): Promise<Readable> {
    const audience = await this.audienceOf(call, competition);
    const keepAlive = call.query.follow === true ? '\n' : undefined;
    const texts = (signal: AbortSignal) =>
      mayKnow(audience, 'working')
        ? this.feed(call, competition, audience, signal)
        : this.published.texts(call.query, competition, signal);
    return this.streams.send(call, { type: 'application/x-ndjson; charset=utf-8', keepAlive, texts });
  }

  @Stream('contests/:contest/boards/:board/changes', {
    zh: '榜单变化通知：只告知变到哪个位置，内容另取',
    description:
      'Server-Sent Events。工作人员的 id 与 data.position 相同，作为 minPosition 读取榜单不会读到更早的内容；' +
      '公众的 id 与 data.version 相同，作为 version 读取第几次公布的榜单，pending 为有待公布的内容。' +
      '请求头 Accept 须含 text/event-stream，否则只答复当前状态。',
    type: 'text/event-stream',
    text: 'data 为 {"position":整数,"pending":是否有待公布的内容}，公众的为 {"version":整数,"pending":…}',
    resumable: true,
  })
  @Public()
  async watchBoard(@Caller() call: Call, @Param() path: BoardPath): Promise<Readable> {
    const texts = (signal: AbortSignal) => this.changes(call, path, signal);
    return this.streams.send(call, { type: 'text/event-stream; charset=utf-8', keepAlive: ':\n\n', texts });
  }

  private async *feed(
    call: Call,
    competition: string,
    audience: Audience,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const { after = 0, lines: limit = Number.MAX_SAFE_INTEGER, follow = false } = call.query;
    const listener = follow ? await this.tail.listen(competition) : undefined;
    let at = after;
    let left = limit;
    let isFirst = true;
    try {
      while (!signal.aborted) {
        // What the tail has given out was in the log before it is read here.
        const seen = listener?.upTo() ?? 0;
        const page = await this.pageAfter(at, competition, listener, isFirst ? undefined : signal);
        if (page === undefined || !(await this.stillSees(call, competition, audience))) return;
        const lines = this.linesOf(page.events, competition, audience).slice(0, left);
        left -= lines.length;
        // An empty line at first: whoever follows hears at once that it is connected.
        if (lines.length > 0) yield lines.join('');
        else if (isFirst && follow) yield '\n';
        isFirst = false;
        if (left === 0) return;
        at = Math.max(at, page.events.at(-1)?.position ?? 0);
        if (!page.isEnd) continue;
        if (listener === undefined) return;
        at = Math.max(at, seen);
        if ((await listener.beyond(at, signal)) === undefined) return;
      }
    } finally {
      listener?.close();
    }
  }

  /** Undefined when nobody waits for it any more. Outages are sat out, except before the first page. */
  private async pageAfter(
    after: Position,
    competition: string,
    listener: Listener | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Page | undefined> {
    const recent = listener?.since(after);
    if (recent !== undefined) return { events: recent, isEnd: recent.length < pageMax };
    const { store } = this.runtime.engine;
    const read = async (): Promise<Page> => {
      const events = await store.readAll(after, pageMax, competition);
      return { events, isEnd: events.length < pageMax };
    };
    return signal === undefined ? read() : patiently(read, signal);
  }

  private linesOf(events: readonly StoredEvent[], competition: string, audience: Audience): readonly string[] {
    const { vault } = this.runtime.engine;
    const words: FeedWords = {
      time: formatInstant,
      slot: (entry, slot) => vault.pseudonym('feed-slot', `${competition}\n${entry}\n${slot}`).slice(0, 10),
    };
    return events.flatMap((stored) => {
      // Streams of other kinds may share the partition's name.
      if (!/^(competition|entry)-/.test(stored.stream)) return [];
      const event = feedCodec.decode(stored);
      if (event === undefined) return [];
      const line = feedLine({ ...stored, event }, audience, words);
      return line === undefined ? [] : [`${JSON.stringify(line)}\n`];
    });
  }

  /** Throws `not-found` when the caller may see nothing of the competition. */
  private async audienceOf(call: Call, competition: string): Promise<Audience> {
    const { state } = await this.visibility.stateOf(competition);
    const role = await this.visibility.audienceOf(call, state.organization);
    // A feed names entries in the order in which they were marked: who judges by codes alone does not read it yet.
    const isBlind = role === 'judge' && (await this.visibility.isBlind(call, state));
    const audience = isBlind ? 'public' : role;
    const isPublic = [...state.contests.values()].some(({ published }) => published > 0);
    if (!isPublic && !mayKnow(audience, 'working')) throw problem('not-found');
    return audience;
  }

  /** Whether the caller still is who may see this: a stream must not outlive a token or a role. */
  private async stillSees(call: Call, competition: string, audience: Audience): Promise<boolean> {
    // What is published stays so.
    if (!mayKnow(audience, 'working')) return true;
    try {
      const principal = await this.authority.principalOf(call.headers.authorization);
      if (principal === undefined) return false;
      return (await this.audienceOf({ ...call, principal }, competition)) === audience;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  private async *changes(call: Call, path: BoardPath, signal: AbortSignal): AsyncGenerator<string> {
    const listener = await this.tail.listen(path.competition);
    try {
      let at = listener.upTo();
      const first = await this.rowNow(path);
      const audience = await this.visibility.audienceOf(call, first?.organization);
      let state = first && boardState(first, audience);
      if (first === undefined || state === undefined || !boardsOfContest(first).includes(path.board)) {
        throw problem('not-found');
      }
      let told = await this.knownOf(lastTold(call), state, audience);
      const isNew = isNews(told, state);
      yield `${retryLine()}${isNew ? notice(state, audience) : ''}`;
      if (!/\btext\/event-stream\b/i.test(call.headers.accept ?? '')) return;
      if (isNew) told = state;
      if (isNew) await rest(noticeMs, signal);
      for (;;) {
        const upTo = at;
        const found = await patiently(() => this.rowAt(path, upTo), signal);
        if (found === undefined) return;
        if (!(await this.stillSees(call, path.competition, audience))) return;
        state = boardState(found, audience);
        if (state !== undefined && isNews(told, state)) {
          told = state;
          yield notice(state, audience);
          await rest(noticeMs, signal);
        }
        const next = await listener.beyond(at, signal);
        if (next === undefined) return;
        at = next;
      }
    } finally {
      listener.close();
    }
  }

  /** What the reader was told last; nothing where the log, restored since, does not reach as far: they hear what stands. */
  private async knownOf(
    told: Partial<BoardState>,
    state: BoardState,
    audience: Audience,
  ): Promise<Partial<BoardState>> {
    if (told.at === undefined || told.at <= state.at) return told;
    const end = mayKnow(audience, 'positions') ? await this.runtime.engine.store.head() : state.at;
    return told.at > end ? {} : told;
  }

  private rowNow({ competition, contest }: BoardPath): Promise<ContestRow | undefined> {
    return this.runtime.reads.live(standings).read((view) => contestRow(view, competition, contest), competition);
  }

  /** The contest once the boards have reached a position; undefined when they do not get there in time. */
  private rowAt(path: BoardPath, at: Position): Promise<ContestRow | undefined> {
    const key = contestKey(path.competition, path.contest);
    const known = this.rows.get(key);
    if (known !== undefined && known.at >= at) return known.row;
    const look = async (): Promise<ContestRow | undefined> => {
      try {
        const isThere = await this.runtime.reads.live(standings).reached(at, reachedMs);
        if (isThere) return await this.rowNow(path);
        forget();
        return undefined;
      } catch (error) {
        forget();
        throw error;
      }
    };
    const forget = (): void => {
      if (this.rows.get(key) === asked) this.rows.delete(key);
    };
    const asked: RowAt = { at, row: look() };
    if (this.rows.size >= rowsMax) this.rows.clear();
    this.rows.set(key, asked);
    return asked.row;
  }
}

function lastTold({ headers }: Call): Partial<BoardState> {
  const last = headers['last-event-id'];
  return typeof last === 'string' && /^\d{1,15}$/.test(last) ? { at: Number(last) } : {};
}

function notice({ at, pending }: BoardState, audience: Audience): string {
  const state = mayKnow(audience, 'positions') ? { position: at, pending } : { version: at, pending };
  return `id: ${at}\ndata: ${JSON.stringify(state)}\n\n`;
}

const retryLine = (): string => `retry: ${Math.round(retryMs.min + Math.random() * (retryMs.max - retryMs.min))}\n\n`;
