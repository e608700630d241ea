import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { knownVariables, variablesIn } from './variables.js';

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  networks: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

const compose = parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ramz = ['migrate', 'api', 'worker'].map((name): [string, Service] => [name, compose.services[name]!]);

describe('compose.yaml', () => {
  it('follows the Compose specification', () => {
    const validate = specification();
    expect({ isValid: validate(compose), errors: validate.errors }).toEqual({ isValid: true, errors: null });
  });

  it.each(services)('has a service %s whose networks, volumes and conditions exist', (_, service) => {
    expect(service.networks.filter((name) => !(name in compose.networks))).toEqual([]);
    const volumes = (service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    expect(volumes.filter((name) => !(name in compose.volumes))).toEqual([]);
    const awaited = Object.entries(service.depends_on ?? {}).filter(
      ([, { condition }]) => condition === 'service_healthy',
    );
    expect(awaited.filter(([name]) => !compose.services[name]?.healthcheck)).toEqual([]);
  });

  it.each(ramz)('runs %s without rights, on a file system that it cannot write to', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      build: { context: '..', dockerfile: 'deploy/Dockerfile' },
      env_file: ['ramz.env'],
    });
  });

  it('applies migrations before any process of Ramz starts', () => {
    expect(compose.services['migrate']).toMatchObject({
      command: ['node', 'dist/bundle/cli.js', 'migrate'],
      restart: 'no',
    });
    for (const [, service] of ramz.slice(1))
      expect(service.depends_on!['migrate']).toEqual({ condition: 'service_completed_successfully' });
  });

  it('gives the API and the worker their roles, and time to finish what they are sending', () => {
    expect(compose.services['api']).toMatchObject({ environment: { ROLE: 'api' }, stop_grace_period: '45s' });
    expect(compose.services['worker']).toMatchObject({ environment: { ROLE: 'worker' }, stop_grace_period: '45s' });
  });

  it('sets only variables that Ramz has', () => {
    const set = ramz.flatMap(([, { environment }]) => Object.keys(environment!));
    const names = [...set, ...variablesIn('deploy/ramz.env.example')];
    expect(names.filter((name) => !knownVariables().includes(name))).toEqual([]);
  });

  it('publishes no store, and the API only to this machine', () => {
    expect(compose.networks['stores']).toEqual({ internal: true });
    for (const name of ['postgres', 'redis']) expect(compose.services[name]!.networks).toEqual(['stores']);
    const published = services.filter(([, service]) => 'ports' in service).map(([name, service]) => [name, service]);
    expect(published).toEqual([['api', expect.objectContaining({ ports: ['127.0.0.1:3000:3000'] })]]);
  });

  it('keeps Redis from evicting jobs', () => {
    expect(compose.services['redis']!.command!.join(' ')).toContain('--maxmemory-policy noeviction');
  });
});

/** The schema is of the Compose specification, Apache License 2.0: test/deploy/compose-spec.md. */
function specification(): ReturnType<Ajv['compile']> {
  const schema = JSON.parse(readFileSync('test/deploy/compose-spec.json', 'utf8')) as Record<string, unknown>;
  // Ajv knows this draft by the address with http.
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { duration: true, subnet_ip_address: true } });
  return ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
}
