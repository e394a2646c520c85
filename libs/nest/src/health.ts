import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from './audience';
import { Caller } from './call';
import type { Call } from './call';
import { RUNTIME, type ApiRuntime } from './runtime-token';

/** Events a follower may be behind before the service asks to be left out of the balancer. */
const lagMax = 10_000;

@ApiTags('运行状态')
@Controller()
export class HealthController {
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
    const status = await this.runtime.following.status();
    const followers = status.map((one) => ({ ...one, lag: Math.max(0, one.head - one.position) }));
    const ready = followers.every(({ lag, halted }) => halted === undefined && lag <= lagMax);
    if (!ready) call.status = 503;
    return { ready, followers };
  }
}
