import { Inject, Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  execute,
  executeAll,
  type AnyDecider,
  type BatchItem,
  type BatchOutcome,
  type Bulk,
  type BulkOutcome,
  type Context,
  type EventShape,
  type Outcome,
  type Rejection,
} from '@xf/es';
import { COMMAND_WATCH, RUNTIME, type ApiRuntime, type CommandWatch } from './runtime-token';

type AnyOutcome = Outcome<EventShape, Rejection>;

/** A command of the bus: which decider, what is asked, on whose authority. */
export class Run {
  constructor(
    readonly decider: AnyDecider,
    readonly command: { readonly type: string },
    readonly context: Context,
  ) {}
}

@CommandHandler(Run)
export class RunHandler implements ICommandHandler<Run, AnyOutcome> {
  constructor(
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
    @Inject(COMMAND_WATCH) private readonly watch: CommandWatch,
  ) {}

  execute({ decider, command, context }: Run): Promise<AnyOutcome> {
    const name = { decider: decider.name, command: command.type, dryRun: context.dryRun === true };
    return this.watch(name, () => execute(this.runtime.engine, decider, command, context));
  }
}

/** Several commands as one: all of them are recorded, or none. */
export class RunAll {
  constructor(
    readonly items: readonly BatchItem[],
    readonly context: Context,
  ) {}
}

@CommandHandler(RunAll)
export class RunAllHandler implements ICommandHandler<RunAll, BatchOutcome> {
  constructor(
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
    @Inject(COMMAND_WATCH) private readonly watch: CommandWatch,
  ) {}

  /** Goes by the name of the first: a batch of a route is of one kind. */
  execute({ items, context }: RunAll): Promise<BatchOutcome> {
    const [first] = items;
    const dryRun = context.dryRun === true;
    const name = { decider: first?.decider.name ?? 'none', command: first?.command.type ?? 'none', dryRun };
    return this.watch(name, () => executeAll(this.runtime.engine, items, context));
  }
}

/** What is decided already, piece by piece, and is to be written. */
export class RunBulk {
  constructor(
    readonly bulk: Bulk,
    /** What it goes by: its commands are of one kind. */
    readonly name: { readonly decider: string; readonly command: string },
    readonly progress: (written: number) => void,
  ) {}
}

@CommandHandler(RunBulk)
export class RunBulkHandler implements ICommandHandler<RunBulk, BulkOutcome> {
  constructor(@Inject(COMMAND_WATCH) private readonly watch: CommandWatch) {}

  execute({ bulk, name, progress }: RunBulk): Promise<BulkOutcome> {
    return this.watch({ ...name, dryRun: false }, () => bulk.write(progress));
  }
}

/** The one query of the bus: a question put to the views. */
export class Ask {
  constructor(
    readonly name: string,
    readonly answer: (runtime: ApiRuntime) => unknown,
  ) {}
}

@QueryHandler(Ask)
@Injectable()
export class AskHandler implements IQueryHandler<Ask> {
  constructor(@Inject(RUNTIME) private readonly runtime: ApiRuntime) {}

  execute({ answer }: Ask): Promise<unknown> {
    return Promise.resolve(answer(this.runtime));
  }
}
