import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { Authority } from './authority';
import { BodyPipe } from './body.pipe';
import { AskHandler, RunAllHandler, RunBulkHandler, RunHandler } from './bus';
import { Commands } from './commands';
import { Door } from './door';
import { HealthController } from './health';
import { ProblemFilter } from './problem.filter';
import { Reading } from './reading';
import { COMMAND_WATCH, RUNTIME, type ApiRuntime, type CommandWatch } from './runtime-token';
import { Throttle } from './throttle';

export type EdgeOptions = {
  readonly runtime: ApiRuntime;
  readonly logBug: (request: FastifyRequest, error: unknown) => void;
  /** Absent: nobody looks. */
  readonly watch?: CommandWatch | undefined;
};

const unwatched: CommandWatch = (_name, run) => run();

/** What every context's routes share; the only global module. */
@Global()
@Module({})
export class EdgeModule {
  static with({ runtime, logBug, watch = unwatched }: EdgeOptions): DynamicModule {
    return {
      module: EdgeModule,
      imports: [CqrsModule.forRoot()],
      controllers: [HealthController],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: COMMAND_WATCH, useValue: watch },
        { provide: Throttle, useFactory: () => new Throttle(runtime.engine.clock) },
        { provide: APP_GUARD, useExisting: Door },
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(logBug) },
        Authority,
        Door,
        RunHandler,
        RunAllHandler,
        RunBulkHandler,
        AskHandler,
        Commands,
        Reading,
      ],
      exports: [RUNTIME, Throttle, Authority, Door, Commands, Reading],
    };
  }
}
