import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { bugLine, EdgeModule, serveOpenApi, serverAdapter, type ApiRuntime, type ServerOptions } from '@xf/nest';
import { AccessModule } from '../../access/src/access.module';
import { CompetitionsModule } from '../../competitions/src/competitions.module';
import { FiguresModule } from '../../figures/src/figures.module';
import { HonoursModule } from '../../honours/src/honours.module';
import { JobsModule } from '../../jobs/src/jobs.module';
import { ProposalsModule } from '../../proposals/src/proposals.module';
import { RegistryModule } from '../../registry/src/registry.module';

@Module({})
class AppModule {}

/**
 * The HTTP service over a composed system, ready to `listen` or to be asked by `inject`. Closing the service leaves the
 * runtime open: whoever opened it closes it. Throws when a route does not say whom it is for.
 */
export function createApp(runtime: ApiRuntime, options: ServerOptions = {}): Promise<NestFastifyApplication> {
  const contexts = [
    AccessModule,
    CompetitionsModule,
    HonoursModule,
    ProposalsModule,
    FiguresModule,
    RegistryModule,
    JobsModule.with(options.log),
  ];
  return create(runtime, options, contexts);
}

/** What a process without routes of its own answers: whether it lives, and whether it is ready. */
export function createHealthApp(runtime: ApiRuntime, options: ServerOptions = {}): Promise<NestFastifyApplication> {
  return create(runtime, options, []);
}

async function create(runtime: ApiRuntime, options: ServerOptions, contexts: NonNullable<ModuleMetadata['imports']>) {
  const { log, watch } = options;
  const logBug = (request: FastifyRequest, error: unknown) => log?.(bugLine(request, error));
  const edge = EdgeModule.with({ runtime, logBug, watch: watch?.command });
  const root = { module: AppModule, imports: [edge, ...contexts] };
  const app = await NestFactory.create<NestFastifyApplication>(root, serverAdapter(options), {
    bodyParser: false,
    logger: ['fatal', 'error'],
    abortOnError: false,
  });
  if (contexts.length > 0) serveOpenApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
