import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { describeCompleteWith } from '../support/programs.js';
import { anchorsOf } from '../support/anchors.js';
import { contract, familyOf, parseExposition, scrape, type MetricFamilies } from './metrics.js';
import { queriedMetrics } from './promql.js';

const run = promisify(execFile);

interface Rule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
interface Panel {
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}

const rules = (parse(read('deploy/prometheus/ramz.rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('deploy/grafana/ramz.json')) as {
  panels: Panel[];
  annotations: { list: { expr: string }[] };
  templating: { list: { name: string; definition?: string }[] };
};
const prometheus = parse(read('deploy/prometheus/prometheus.yml')) as {
  scrape_configs: { job_name: string; static_configs: { labels: Record<string, string> }[] }[];
};

const panels = dashboard.panels.filter(({ targets }) => targets);
const variableQueries = dashboard.templating.list
  .map(({ definition }) => /^label_values\((\w+), (\w+)\)$/.exec(definition ?? ''))
  .filter((match) => match !== null)
  .map(([, metric, label]) => `count by (${label}) (${metric})`);
const queries: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [`the alert ${alert}`, expr]),
  ...panels.flatMap(({ title, targets }) => targets!.map(({ expr }): [string, string] => [`the panel ${title}`, expr])),
  ...variableQueries.map((query): [string, string] => ['a variable of the dashboard', query]),
];

/** What Prometheus adds: its own series, and the labels of a target. */
const PROMETHEUS_SERIES = ['up', 'ALERTS'];
const TARGET_LABELS = ['job', 'instance', ...Object.keys(prometheus.scrape_configs[0]!.static_configs[0]!.labels)];

describe('The Prometheus rules and the Grafana dashboard', () => {
  let families: MetricFamilies;
  beforeAll(async () => {
    families = withLabelsOfContract(await scrape());
  });

  it('have a query for each metric of the contract', () => {
    const queried = queries.flatMap(([, query]) => metricsOf(query)).map(({ name }) => familyOf(name));
    expect(Object.keys(contract).filter((name) => !queried.includes(name))).toEqual([]);
  });

  it.each(queries)('%s reads only metrics and labels that Ramz exports', (_, query) => {
    const unknown = metricsOf(query)
      .filter(({ name }) => !PROMETHEUS_SERIES.includes(name))
      .flatMap(({ name, labels }) => {
        const family = families[name] ?? histogramOf(name, families);
        if (!family) return [name];
        const known = [...family.labels, ...TARGET_LABELS, ...(name.endsWith('_bucket') ? ['le'] : [])];
        return labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`);
      });
    expect(unknown).toEqual([]);
  });

  it('name the job and the roles of the scrape configuration', () => {
    const jobs = prometheus.scrape_configs.map(({ job_name }) => job_name);
    const named = queries.flatMap(([, query]) => [...query.matchAll(/job="(\w+)"/g)].map(([, job]) => job!));
    expect(new Set(named)).toEqual(new Set(jobs));
  });
});

describe('The reader of /metrics', () => {
  it('knows the type and the labels of each metric, whatever its label values contain', () => {
    const text = [
      '# HELP a_seconds Time',
      '# TYPE a_seconds histogram',
      'a_seconds_bucket{le="0.1",route="/x/{id}",method="GET"} 3',
      'a_seconds_count{route="/x/{id}",method="GET"} 3',
      '# TYPE b_total counter',
      'b_total{code="say \\"c=\\"",channel="sms"} 1',
      '# TYPE d gauge',
      'd 1.5',
      '',
    ].join('\n');
    expect(parseExposition(text)).toEqual({
      a_seconds: { type: 'histogram', labels: ['route', 'method'] },
      b_total: { type: 'counter', labels: ['code', 'channel'] },
      d: { type: 'gauge', labels: [] },
    });
  });
});

describe('An alert', () => {
  it.each(rules.map((rule): [string, Rule] => [rule.alert, rule]))('%s links to its section', (name, rule) => {
    const anchor = `alert-${kebab(name.replace(/^Ramz/, ''))}`;
    expect(rule.annotations['runbook_url']).toMatch(new RegExp(`/docs/operations\\.md#${anchor}$`));
    expect(anchorsOf('docs/operations.md')).toContain(anchor);
    expect(['warning', 'critical']).toContain(rule.labels['severity']);
    expect(rule.annotations['summary']).toMatch(/\.$/);
  });
});

describe('The dashboard', () => {
  it('has no panel on top of another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describeCompleteWith('promtool')('promtool', () => {
  it('accepts the rules', async () => {
    const { stdout } = await run('promtool', ['check', 'rules', 'deploy/prometheus/ramz.rules.yml']);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  it('accepts the scrape configuration', async () => {
    await expect(
      run('promtool', ['check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yml']),
    ).resolves.toMatchObject({ stdout: expect.stringContaining('is valid') });
  });

  it('raises each alert on its fault and no other', async () => {
    const tested = read('test/deploy/ramz.rules.test.yml');
    expect(rules.filter(({ alert }) => !tested.includes(`alertname="${alert}"`))).toEqual([]);
    await expect(run('promtool', ['test', 'rules', 'test/deploy/ramz.rules.test.yml'])).resolves.toMatchObject({
      stdout: expect.stringContaining('SUCCESS'),
    });
  }, 60_000);
});

/** Grafana replaces its variables before Prometheus reads the query. */
function metricsOf(query: string): ReturnType<typeof queriedMetrics> {
  return queriedMetrics(query.replaceAll('$__rate_interval', '1m'));
}

function histogramOf(series: string, families: MetricFamilies): MetricFamilies[string] | undefined {
  const family = families[familyOf(series)];
  return family?.type === 'histogram' ? family : undefined;
}

/** A metric that has counted nothing yet shows no labels. */
function withLabelsOfContract(exported: MetricFamilies): MetricFamilies {
  const entries = Object.entries(exported).map(([name, { type, labels }]): [string, MetricFamilies[string]] => [
    name,
    { type, labels: labels.length > 0 ? labels : (contract[name]?.labels ?? []) },
  ]);
  return Object.fromEntries(entries);
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
