import { webhooksOf } from '@xf/jobs';
import { everyCodec, openEmbeddedJobs, openRuntime, openShared, openSharedJobs, sharedDeploymentOf } from '@xf/runtime';
import { createApp, runProcess } from '@xf/service';

// One variable chooses: with EVENTSTORE_URL this is one of several processes on a shared log.
runProcess({
  open: async ({ folder }, around) => {
    const shared = sharedDeploymentOf(process.env);
    const webhooks = webhooksOf(process.env, everyCodec);
    const watched = around === undefined ? {} : { around };
    if (shared !== undefined) {
      const runtime = await openShared({ ...shared, ...watched });
      return { ...runtime, jobs: await openSharedJobs(runtime.engine, { ...shared, webhooks, reads: runtime.reads }) };
    }
    const runtime = await openRuntime({ folder, ...watched });
    return { ...runtime, jobs: await openEmbeddedJobs(runtime, { folder, webhooks }) };
  },
  serve: createApp,
});
