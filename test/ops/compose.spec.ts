import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sharedDeploymentOf } from '@xf/runtime';
import { settingsOf } from '../../libs/service/src/settings';

type Service = {
  readonly image: string;
  readonly profiles: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: object;
  readonly stop_grace_period?: string;
};

const root = join(__dirname, '../..');
const file = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(file.services);
const inProfile = (profile: string) => services.filter(([, { profiles }]) => profiles.includes(profile));
const namesIn = (profile: string) => inProfile(profile).map(([name]) => name);

/** A text of the file with its variables as they are when nobody sets them. */
const unset = (text: string): string => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');

// The file itself, as YAML: no compose program or schema of it is at hand in a test.
describe('docker-compose.yml, read as YAML and not by compose', () => {
  it('has the three ways to run', () => {
    expect(namesIn('embedded')).toEqual(['embedded']);
    const program = ['api1', 'api2', 'worker1', 'worker2', 'boards', 'keys'];
    expect(namesIn('one-node')).toEqual([...program, 'node']);
    expect(namesIn('three-nodes')).toEqual([...program, 'node1', 'node2', 'node3']);
    expect(services.filter(([, { profiles }]) => profiles.length === 0)).toEqual([]);
  });

  it('gives every process of the program an environment it accepts', () => {
    expect(sharedDeploymentOf(file.services['embedded']?.environment ?? {})).toBeUndefined();
    for (const name of ['api1', 'api2', 'worker1', 'worker2']) {
      const environment = Object.entries(file.services[name]?.environment ?? {});
      const shared = sharedDeploymentOf(Object.fromEntries(environment.map(([key, value]) => [key, unset(value)])));
      expect(shared).toMatchObject({ eventStore: 'esdb://node:2113?tls=false', shards: 2 });
      for (const { nodes } of [shared!.boards, shared!.keys]) expect(namesIn('one-node')).toContain(nodes[0]?.host);
    }
  });

  it('passes every setting of the program on, and takes each as it is when nobody sets it', () => {
    const everywhere = [
      'LOG_LEVEL',
      'TRUST_PROXY',
      'WEBHOOKS',
      'WEBHOOKS_PRIVATE',
      'METRICS_PORT',
      'METRICS_HOST',
      'METRICS_TOKEN',
    ];
    const names = [...everywhere, 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SERVICE_NAME'];
    for (const name of ['embedded', 'api1', 'api2', 'worker1', 'worker2']) {
      const { environment = {}, stop_grace_period: grace } = file.services[name] as Service;
      const shared = name === 'embedded' ? [] : ['EVENTSTORE_LOG', 'KEYS_REPLICAS'];
      for (const one of [...names, ...shared]) expect(environment[one]).toMatch(new RegExp(`^\\$\\{${one}:-`));
      const values = Object.entries(environment).map(([key, value]) => [key, unset(value)]);
      expect(() => settingsOf(Object.fromEntries(values) as NodeJS.ProcessEnv)).not.toThrow();
      expect(grace).toBe('30s');
    }
  });

  it('lets each process keep its own views, and every server its data', () => {
    const kept = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept.sort()).toEqual(Object.keys(file.volumes).sort());
    const keeping = services.filter(([, { volumes }]) => volumes !== undefined).map(([name]) => name);
    // Boards are filled anew.
    expect(services.map(([name]) => name).filter((name) => !keeping.includes(name))).toEqual(['boards']);
  });

  it('keeps keys of people on disk at once and in no dump, and loses no key to a full memory', () => {
    const command = (file.services['keys']?.command ?? []).join(' ');
    for (const setting of ['--appendonly yes', '--appendfsync always', '--save  ', '--maxmemory-policy noeviction']) {
      expect(command).toContain(setting);
    }
  });

  it('has a check for every service and opens none to the outside', () => {
    for (const [, { healthcheck, ports = [] }] of services) {
      expect(healthcheck).toBeDefined();
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('starts programs that are built, as a user without rights', () => {
    const image = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(image).toMatch(/^USER node$/m);
    const nest = JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8')) as { readonly projects: object };
    const started = services.flatMap(
      ([, { command = [] }]) => /dist\/apps\/(\w+)\//.exec(command.join(' '))?.[1] ?? [],
    );
    expect(started).toEqual(['worker', 'worker']);
    expect(Object.keys(nest.projects)).toEqual(expect.arrayContaining(['api', ...started]));
  });
});
