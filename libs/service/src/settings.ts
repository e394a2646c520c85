import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Outage } from '@xf/es';
import { isLogLevel, type LogLevel } from '@xf/observe';

export type Settings = {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly trustProxy: boolean;
  readonly level: LogLevel;
  /** Where counts and times are served; absent: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number; readonly token: string | undefined } | undefined;
  readonly traces: boolean;
  readonly version: string;
};

/** What the operator set in the environment. Throws an `Outage` that names the variable and what it may be. */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const { DATA = './data', HOST = '127.0.0.1', PORT = '3000', TRUST_PROXY = '', LOG_LEVEL = 'info' } = env;
  const { METRICS_PORT = '', METRICS_HOST = '127.0.0.1', METRICS_TOKEN = '', OTEL_EXPORTER_OTLP_ENDPOINT = '' } = env;
  const { OTEL_SDK_DISABLED = '' } = env;
  if (!isLogLevel(LOG_LEVEL)) {
    throw new Outage(`LOG_LEVEL 应为 error、warn、info 或 off。Not a level: ${LOG_LEVEL}`);
  }
  if (OTEL_EXPORTER_OTLP_ENDPOINT !== '' && !/^https?:\/\/[^/\s]/.test(OTEL_EXPORTER_OTLP_ENDPOINT)) {
    throw new Outage(
      'OTEL_EXPORTER_OTLP_ENDPOINT 应为 http:// 或 https:// 开头的地址。Expected an address http(s)://….',
    );
  }
  const token = METRICS_TOKEN === '' ? undefined : METRICS_TOKEN;
  return {
    folder: DATA,
    host: HOST,
    port: portOf('PORT', PORT),
    trustProxy: TRUST_PROXY === '1',
    level: LOG_LEVEL,
    metrics:
      METRICS_PORT === '' ? undefined : { host: METRICS_HOST, port: portOf('METRICS_PORT', METRICS_PORT), token },
    traces: OTEL_EXPORTER_OTLP_ENDPOINT !== '' && OTEL_SDK_DISABLED.trim().toLowerCase() !== 'true',
    version: versionOfProgram(),
  };
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Outage(`${name} 应为 0–65535。Not a port: "${text}"`);
}

/** From the package this was built from, four folders up; what was copied elsewhere does not know. */
function versionOfProgram(): string {
  const path = join(__dirname, '../../../../package.json');
  if (!existsSync(path)) return 'unknown';
  return String((JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: string }).version);
}
