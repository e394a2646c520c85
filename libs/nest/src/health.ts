import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { isSealed, lagOf, Outage, type FollowerStatus } from '@xf/es';
import { toldHalt } from '@xf/observe';
import { Public } from './audience';
import { Caller } from './call';
import type { Call } from './call';
import { RUNTIME, type ApiRuntime } from './runtime-token';

/** A view of this process that lacks as many events as are counted, the oldest of them older than this, is not fit to be read. */
const lagEventsMax = 1_000;
const lagSecondsMax = 30;
/** How long a part may take to answer. */
const answerMsMax = 2_000;
/** Events looked at, each time it is asked, for something to try the keys on. */
const lookedAtMax = 200;

/** A part that is not ready, and why in words fit for everybody. */
type Failing = { readonly part: string; readonly why: string };

@ApiTags('运行状态')
@Controller()
export class HealthController {
  private sealed: string | undefined;
  private lookedAt = 0;

  constructor(@Inject(RUNTIME) private readonly runtime: ApiRuntime) {}

  @Get('livez')
  @Public()
  @ApiOperation({ summary: '进程是否存活' })
  @ApiResponse({ status: 200, description: '存活' })
  livez(): object {
    return { live: true };
  }

  @Get('readyz')
  @Public()
  @ApiOperation({ summary: '是否可以提供服务：各视图的进度与停顿原因' })
  @ApiResponse({ status: 200, description: '可以' })
  @ApiResponse({ status: 503, description: '有视图停顿或落后过多' })
  async readyz(@Caller() call: Call): Promise<object> {
    const failing: Failing[] = [];
    const tried = async <T>(part: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await inTime(work());
      } catch (error) {
        failing.push({ part, why: whyOf(error) });
        return otherwise;
      }
    };
    const status = await tried<readonly FollowerStatus[]>('log', () => this.runtime.following.status(), []);
    await tried('keys', () => this.keysAnswer(), undefined);
    const followers = await tried('log', () => Promise.all(status.map((one) => this.told(one))), []);
    for (const { name, halted, shared, lag = 0, lagSeconds = 0 } of followers) {
      if (halted !== undefined) failing.push({ part: name, why: `已停止。Halted. ${halted}`.trim() });
      // Boards that all processes share are no reason to leave out one of them.
      else if (shared !== true && lag >= lagEventsMax && lagSeconds > lagSecondsMax) {
        failing.push({ part: name, why: `落后 ${Math.round(lagSeconds)} 秒。Too far behind.` });
      }
    }
    const ready = failing.length === 0;
    if (ready) return { ready, followers };
    call.status = 503;
    return { ready, failing, followers };
  }

  private async told(status: FollowerStatus) {
    const { store, clock } = this.runtime.engine;
    const lag = await lagOf(store, clock, status);
    const behind = lag === undefined ? {} : { lag: lag.events, lagSeconds: lag.seconds };
    const halted = status.halted === undefined ? {} : { halted: toldHalt(status.halted) };
    const outage = status.outage === undefined ? {} : { outage: withoutPaths(status.outage) };
    return { ...status, ...halted, ...outage, ...behind };
  }

  /** Opens something that the log really holds, once it holds anything sealed. */
  private async keysAnswer(): Promise<void> {
    const { store, vault } = this.runtime.engine;
    if (this.sealed === undefined) {
      const events = await store.readAll(this.lookedAt, lookedAtMax);
      this.sealed = events.flatMap(({ data }) => Object.values(data)).find(isSealedText);
      this.lookedAt = events.at(-1)?.position ?? this.lookedAt;
    }
    if (this.sealed !== undefined) await vault.reveal([this.sealed]);
    await vault.seal([]);
  }
}

const isSealedText = (value: unknown): value is string => typeof value === 'string' && isSealed(value);

/** An outage is told in words made for people; any other message may hold what somebody typed. */
const whyOf = (error: unknown): string =>
  error instanceof Outage ? withoutPaths(error.message) : error instanceof Error ? error.name : 'unknown';

/** Where files lie is for operators, who find it in the log of the process, and nothing for everybody. */
const withoutPaths = (text: string): string => text.replace(/(?<=^|\s)[\w.~-]*\/[^\s，。（]*/g, '…');

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const told = `${answerMsMax / 1_000} 秒内没有回答。No answer in time.`;
    timer = setTimeout(() => reject(new Outage(told)), answerMsMax);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
