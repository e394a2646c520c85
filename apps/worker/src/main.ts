import { Outage } from '@xf/es';
import { webhooksOf } from '@xf/jobs';
import { everyCodec, openSharedJobs, openWorker, sharedDeploymentOf } from '@xf/runtime';
import { createHealthApp, runProcess } from '@xf/service';

runProcess({
  open: async (_settings, around) => {
    const shared = sharedDeploymentOf(process.env);
    if (shared === undefined) {
      const zh = '没有设 EVENTSTORE_URL：单进程运行时，api 自己完成 worker 的工作。';
      throw new Outage(`${zh}EVENTSTORE_URL is not set: a single process does a worker's work itself.`);
    }
    const webhooks = webhooksOf(process.env, everyCodec);
    const worker = await openWorker({ ...shared, ...(around === undefined ? {} : { around }) });
    const rebuild = worker.rebuildPart;
    return { ...worker, jobs: await openSharedJobs(worker.engine, { ...shared, webhooks, rebuild }) };
  },
  serve: createHealthApp,
});
