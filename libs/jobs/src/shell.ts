import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { directory, holds, organizationsSet } from '@xf/access';
import type { DirectoryRow, Grant } from '@xf/access';
import type { JobInfo, ViewReader } from '@xf/es';
import { Audience, Caller, Check, problem, problemOf, Read, refusal, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call, Refusals, ServerOptions } from '@xf/nest';
import type { JobsDesk } from './desk';

/** Injects what takes a line for everything an operator does to a job. */
export const JOBS_LOG = Symbol('jobs log');
type JobsLog = NonNullable<ServerOptions['log']>;

type JobRejection = { readonly code: 'jobs-absent' | 'job-unknown' | 'subscription-unknown' | 'not-stopped' };

const refusals: Refusals<JobRejection> = {
  'jobs-absent': refusal(409, '此服务不运行后台任务', 'This service runs no jobs'),
  'job-unknown': refusal(404, '没有此任务，或其状态已变', 'There is no such job, or it is no longer in that state'),
  'subscription-unknown': refusal(
    404,
    '此进程的 WEBHOOKS 中没有此推送订阅',
    'There is no such subscription in the WEBHOOKS of this process',
  ),
  'not-stopped': refusal(
    409,
    '此订阅没有停在失败的推送上，无可跳过',
    'The subscription is not stopped at a failed delivery, so there is nothing to skip',
  ),
};
const refused = (code: JobRejection['code']): Error => problemOf(refusals, { code });

/** A job's id as it stands in an address: a name has neither of the two marks, so this can be undone. */
const toAddress = (id: string): string => id.replace('/', ':');
const fromAddress = (id: string): string => id.replace(':', '/');

const jobSchema = {
  type: 'object',
  required: ['id', 'name', 'key', 'state', 'attempts'],
  properties: {
    id: { type: 'string', description: '任务标识，用于重试或放弃' },
    name: { type: 'string', description: '任务名称' },
    key: { type: 'string', description: '同名任务按此逐一执行：推送订阅的标识，榜单的分片号' },
    state: { type: 'string' },
    attempts: { type: 'integer', description: '已执行的次数' },
    progress: {
      type: 'object',
      properties: { fraction: { type: 'number', description: '0 到 1' }, note: { type: 'string' } },
    },
    error: { type: 'string', description: '最近一次失败的原因，不含个人信息' },
  },
};
const rowsSchema = { type: 'object', required: ['rows'], properties: { rows: { type: 'array', items: jobSchema } } };
const jobAnswer = {
  type: 'object',
  required: ['job'],
  properties: { job: { type: 'string', description: '任务标识' } },
};
const skippedAnswer = {
  type: 'object',
  required: ['subscription'],
  properties: {
    subscription: { type: 'string' },
    position: { type: 'integer', description: '被跳过的事件的日志位置；没有则是已无待推送的事件' },
  },
};
const rebuildAnswer = {
  type: 'object',
  required: ['jobs'],
  properties: { jobs: { type: 'integer', description: '任务数，每个分片一个' } },
};
const statuses = [401, 403, 404, 409, 503];

/**
 * Jobs are of the whole installation, so only its operators see them. What is done here changes no truth and is no event;
 * the service's log says who did it, by a pseudonym.
 */
@ApiTags('后台任务')
@ApiBearerAuth()
@Controller('api/jobs')
export class JobsController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
    @Inject(JOBS_LOG) private readonly log: JobsLog,
  ) {}

  @Read('', { zh: '后台任务：按状态查看', query: ['state', 'limit'], answer: rowsSchema })
  @Audience('administrator')
  async listJobs(@Caller() call: Call): Promise<object> {
    const { jobs } = await this.deskOf(call);
    const { state = 'failed', limit = 50 } = call.query;
    const rows = await jobs.list(state, limit);
    return { rows: rows.slice(0, limit).map((row): JobInfo => ({ ...row, id: toAddress(row.id) })) };
  }

  @Check(':id/retry', { zh: '重新执行失败的任务', answer: jobAnswer, problems: statuses })
  @Audience('administrator')
  async retryJob(@Caller() call: Call, @Param('id') id: string): Promise<object> {
    const { jobs } = await this.deskOf(call);
    if (!(await jobs.retry(fromAddress(id)))) throw refused('job-unknown');
    this.tell(call, 'retry', { job: id });
    return { job: id };
  }

  @Check(':id/discard', { zh: '放弃未在执行的任务', answer: jobAnswer, problems: statuses })
  @Audience('administrator')
  async discardJob(@Caller() call: Call, @Param('id') id: string): Promise<object> {
    const { jobs } = await this.deskOf(call);
    if (!(await jobs.discard(fromAddress(id)))) throw refused('job-unknown');
    this.tell(call, 'discard', { job: id });
    return { job: id };
  }

  @Check('webhooks/:subscription/skip', {
    zh: '放弃推送订阅停在的那一个事件，从下一个继续',
    answer: skippedAnswer,
    problems: statuses,
  })
  @Audience('administrator')
  async skipDelivery(@Caller() call: Call, @Param('subscription') subscription: string): Promise<object> {
    const { skip } = await this.deskOf(call);
    const skipped = await skip(subscription);
    if (skipped.kind !== 'skipped') throw refused(skipped.kind);
    const { position } = skipped;
    this.tell(call, 'skip', { subscription, position });
    return { subscription, ...(position === undefined ? {} : { position }) };
  }

  @Check('boards-rebuild', { zh: '重新填写榜单；期间照常可读', answer: rebuildAnswer, problems: statuses })
  @Audience('administrator')
  async rebuildBoards(@Caller() call: Call): Promise<object> {
    const { rebuildBoards } = await this.deskOf(call);
    const jobs = await rebuildBoards();
    this.tell(call, 'boards-rebuild', { jobs });
    return { jobs };
  }

  /** For operators of the whole installation: whoever is over a part of it learns nothing of the rest. */
  private async deskOf(call: Call): Promise<JobsDesk> {
    const { reads, jobs } = this.runtime;
    const view = await reads.at(directory);
    if (!coversAll(view, call.principal?.grants ?? [])) throw problem('role-missing');
    if (jobs === undefined) throw refused('jobs-absent');
    return jobs;
  }

  private tell(call: Call, action: string, what: Readonly<Record<string, string | number | undefined>>): void {
    const by = this.runtime.engine.vault.pseudonym('operator', call.principal?.account ?? '');
    this.log({ level: 'info', request: call.reply.request.id, operator: by, action, ...what });
  }
}

/** Whether somebody is administrator of every organisation that has none above it, and there is one. */
function coversAll(view: ViewReader<DirectoryRow>, grants: readonly Grant[]): boolean {
  let after = { sort: '', key: '' };
  for (let roots = 0; ; roots++) {
    const [root] = view.range(organizationsSet, { after, limit: 1 });
    if (root === undefined) return roots > 0;
    if (root.row.kind !== 'organization' || !holds(grants, ['administrator'], root.row.path)) return false;
    // Behind everything below this one: no id holds a tilde, which comes after all that ids may hold.
    after = { sort: `${root.sort}/~`, key: '' };
  }
}
