import { Module, type DynamicModule } from '@nestjs/common';
import type { ServerOptions } from '@xf/nest';
import { JOBS_LOG, JobsController } from './shell';

@Module({})
export class JobsModule {
  /** `log` takes a line for everything an operator does to a job. Absent: silent. */
  static with(log: ServerOptions['log']): DynamicModule {
    const told = { provide: JOBS_LOG, useValue: log ?? (() => undefined) };
    return { module: JobsModule, controllers: [JobsController], providers: [told] };
  }
}
