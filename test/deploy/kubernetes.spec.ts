import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { describeWith } from '../support/programs.js';
import { parseManifests, readManifests, schemaFaults, type Manifest } from './manifests.js';
import { variablesIn, knownVariables } from './variables.js';

const run = promisify(execFile);

const ROOT = 'deploy/kubernetes';
const OVERLAYS = readdirSync(join(ROOT, 'overlays'));

interface Kustomization {
  resources: string[];
  patches?: { path: string; target: { kind: string } }[];
  configMapGenerator?: { name: string; envs: string[] }[];
}

interface Probe {
  httpGet: { path: string; port: string };
}
interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  lifecycle?: { preStop: { exec: { command: string[] } } };
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: {
    readOnlyRootFilesystem: boolean;
    allowPrivilegeEscalation: boolean;
    capabilities: { drop: string[] };
  };
}
interface PodSpec {
  terminationGracePeriodSeconds: number;
  automountServiceAccountToken: boolean;
  securityContext: { runAsNonRoot: boolean; seccompProfile: { type: string } };
  containers: Container[];
}
interface Template {
  metadata: { labels: Record<string, string> };
  spec: PodSpec;
}

describe.each(['base', ...OVERLAYS.map((name) => `overlays/${name}`)])('The kustomization %s', (folder) => {
  const path = (file: string) => join(ROOT, folder, file);
  const kustomization = parse(readFileSync(path('kustomization.yaml'), 'utf8')) as Kustomization;
  const manifests = kustomization.resources
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readManifests(path(file)));

  it('names every file of its folder, and no other', () => {
    const named = [
      'kustomization.yaml',
      ...kustomization.resources.filter((file) => file.endsWith('.yaml')),
      ...(kustomization.patches ?? []).map((patch) => patch.path),
      ...(kustomization.configMapGenerator ?? []).flatMap(({ envs }) => envs),
    ];
    expect(readdirSync(path('.')).toSorted()).toEqual(named.toSorted());
    expect(kustomization.resources.filter((file) => !existsSync(path(file)))).toEqual([]);
  });

  it.each(manifests.map((manifest): [string, string, Manifest] => [manifest.kind, manifest.metadata.name, manifest]))(
    'has a %s %s that its schema accepts',
    (_kind, _name, manifest) => {
      expect(schemaFaults(manifest)).toEqual([]);
    },
  );

  it('configures only variables that Ramz has', () => {
    const files = (kustomization.configMapGenerator ?? []).flatMap(({ envs }) => envs);
    const names = files.flatMap((file) => variablesIn(path(file)));
    expect(names.filter((name) => !knownVariables().includes(name))).toEqual([]);
  });
});

describe('The check of manifests', () => {
  const deployment = () => structuredClone(readManifests(join(ROOT, 'base/api-deployment.yaml'))[0]!);

  it('finds a field that Kubernetes does not know', () => {
    const manifest = deployment();
    Object.assign(manifest.spec!, { replica: 2 });
    expect(schemaFaults(manifest)).toEqual(['/spec/replica']);
  });

  it('finds a value of the wrong type', () => {
    const manifest = deployment();
    Object.assign(manifest.spec!, { replicas: 'two' });
    expect(schemaFaults(manifest).join()).toContain('/spec/replicas must be integer');
  });
});

describeWith('kubectl').each(OVERLAYS)('The overlay %s, built by kubectl kustomize', (overlay) => {
  let manifests: Manifest[];
  beforeAll(async () => {
    const { stdout } = await run('kubectl', ['kustomize', join(ROOT, 'overlays', overlay)]);
    manifests = parseManifests(stdout);
  });

  const ofKind = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
  const names = (kind: string): string[] => ofKind(kind).map(({ metadata }) => metadata.name);
  const templates = (): [string, Template][] =>
    [...ofKind('Deployment'), ...ofKind('Job')].map(({ metadata, spec }) => [
      metadata.name,
      spec!['template'] as Template,
    ]);
  const ramz = (): [string, Template][] => templates().filter(([name]) => name.startsWith('ramz-'));
  const matching = (selector: Selector): string[] =>
    templates()
      .filter(([, { metadata }]) => isSelected(selector, metadata.labels))
      .map(([name]) => name);

  it('consists of manifests that their schemas accept', () => {
    expect(manifests.flatMap((manifest) => schemaFaults(manifest))).toEqual([]);
  });

  it('puts everything into one namespace, which it creates', () => {
    const [namespace] = names('Namespace');
    const others = manifests.filter(({ kind }) => kind !== 'Namespace');
    expect(others.filter(({ metadata }) => metadata.namespace !== namespace)).toEqual([]);
  });

  it('contains no secret', () => {
    expect(ofKind('Secret')).toEqual([]);
  });

  it('runs Ramz as a user without rights, on a file system that it cannot write to', () => {
    for (const [, { spec }] of ramz()) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of spec.containers)
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('requests resources for every container and limits its memory', () => {
    const containers = templates().flatMap(([, { spec }]) => spec.containers);
    expect(containers.filter(({ resources }) => !resources.requests['cpu'] || !resources.limits['memory'])).toEqual([]);
  });

  it('probes the health of the API and the workers, and lets them finish what they are sending', () => {
    const processes = ramz().filter(([name]) => name !== 'ramz-migrate');
    expect(processes.map(([name]) => name).toSorted()).toEqual(['ramz-api', 'ramz-worker']);
    for (const [, { spec }] of processes) {
      const [container] = spec.containers;
      expect(container!.livenessProbe!.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(container!.readinessProbe!.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      const preStopSeconds = container!.lifecycle ? 5 : 0;
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(40 + preStopSeconds);
    }
  });

  it('gives Ramz only configuration that exists: its own ConfigMap, and the secret of the guide', () => {
    const references = ramz().flatMap(([, { spec }]) => spec.containers.flatMap(({ envFrom = [] }) => envFrom));
    const secrets = references.flatMap(({ secretRef }) => (secretRef ? [secretRef.name] : []));
    const configMaps = references.flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : []));
    expect(new Set(secrets)).toEqual(new Set(['ramz-secrets']));
    expect(names('ConfigMap')).toEqual([...new Set(configMaps)]);
    expect(readFileSync('docs/deployment.md', 'utf8')).toContain('secret generic ramz-secrets');
  });

  it('scales, protects and reaches processes that exist', () => {
    for (const { metadata, spec } of ofKind('HorizontalPodAutoscaler')) {
      expect(spec!['scaleTargetRef']).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name });
      expect(names('Deployment')).toContain(metadata.name);
    }
    for (const { metadata, spec } of ofKind('PodDisruptionBudget'))
      expect(matching(spec!['selector'] as Selector)).toEqual([metadata.name]);
    for (const { metadata, spec } of ofKind('Service')) {
      expect(matching({ matchLabels: spec!['selector'] as Record<string, string> })).toEqual([metadata.name]);
      const ports = templates()
        .find(([name]) => name === metadata.name)![1]
        .spec.containers.flatMap((container) => container.ports!);
      const [port] = spec!['ports'] as { targetPort: string }[];
      expect(ports.map(({ name }) => name)).toContain(port!.targetPort);
    }
  });

  it('lets nothing in but the ingress controller to the API and Prometheus to the metrics', () => {
    const policies = ofKind('NetworkPolicy');
    const podsOf = (name: string) =>
      matching(policies.find(({ metadata }) => metadata.name === name)!.spec!['podSelector'] as Selector);
    expect(podsOf('ramz-deny-ingress')).toEqual(ramz().map(([name]) => name));
    expect(podsOf('ramz-api-from-ingress')).toEqual(['ramz-api']);
    expect(podsOf('ramz-metrics-from-monitoring')).toEqual(['ramz-api', 'ramz-worker']);
    expect(podsOf('ramz-egress')).toEqual(ramz().map(([name]) => name));
  });

  it('scales workers on a metric that prometheus-adapter exposes', () => {
    const worker = ofKind('HorizontalPodAutoscaler').find(({ metadata }) => metadata.name === 'ramz-worker');
    const [metric] = worker!.spec!['metrics'] as { external: { metric: { name: string } } }[];
    const adapter = parse(readFileSync(join(ROOT, 'prometheus-adapter.values.yaml'), 'utf8')) as {
      rules: { external: { name: { as: string } }[] };
    };
    expect(adapter.rules.external.map(({ name }) => name.as)).toContain(metric!.external.metric.name);
  });
});

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

function isSelected({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''))
  );
}
