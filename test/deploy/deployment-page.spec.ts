import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse } from 'yaml';
import { anchorsOf } from '../support/anchors.js';

const PAGE = 'docs/deployment.md';
const page = readFileSync(PAGE, 'utf8');
const unit = readFileSync('deploy/systemd/ramz-api@.service', 'utf8');

describe('The documentation of a deployment', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, path, anchor]) => [
    path === '' ? PAGE : normalize(join(dirname(PAGE), path!)),
    anchor,
  ]);
  it.each(links)('links to %s %s, which exists', (path, anchor) => {
    expect(existsSync(path!)).toBe(true);
    expect([undefined, ...(path!.endsWith('.md') ? anchorsOf(path!) : [])]).toContain(anchor);
  });

  const references = readdirSync('deploy', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [...readFileSync(path, 'utf8').matchAll(/(docs\/[\w-]+\.md)#([\w-]+)/g)].map(([, file, anchor]) => [
        path,
        file,
        anchor,
      ]);
    });
  it.each(references)('is where %s says: %s#%s', (_, file, anchor) => {
    expect(anchorsOf(file!)).toContain(anchor);
  });

  it('names files of deploy/ that exist', () => {
    const paths = [...page.matchAll(/deploy\/[\w./@-]*\w/g)].map(([path]) => path);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('sets up the user, the folders and the instances that the units expect', () => {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)![1]!;
    expect(page).toContain(`useradd --system --home-dir ${dirname(value('WorkingDirectory'))} `);
    expect(page).toContain(`ln -sfn /opt/ramz/releases/0.1.0 ${value('WorkingDirectory')}\n`);
    expect(page).toContain(`ramz.env ${value('EnvironmentFile')}\n`);
    const templates = [...page.matchAll(/\b(ramz-\w+)@\d+/g)].map(([, name]) => `deploy/systemd/${name}@.service`);
    expect(templates.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('uses the ports that the proxies and Prometheus know', () => {
    const named = new Set([...page.matchAll(/ramz-(\w+)@(\d+)/g)].map(([, role, port]) => `${role}:${port}`));
    const ports = (role: string) =>
      [...named].flatMap((instance) => (instance.startsWith(role) ? [`127.0.0.1:${instance.split(':')[1]}`] : []));
    for (const path of ['deploy/nginx/ramz.conf', 'deploy/caddy/Caddyfile', 'deploy/prometheus/prometheus.yml'])
      for (const address of ports('api')) expect(readFileSync(path, 'utf8')).toContain(address);
    for (const address of ports('worker'))
      expect(readFileSync('deploy/prometheus/prometheus.yml', 'utf8')).toContain(address);
  });

  it('waits for the job and the deployments of the manifests', () => {
    const names = [...page.matchAll(/\b(job|deployment)\/(ramz-\w+)/g)].map(([, kind, name]) => [kind, name]);
    expect(names.length).toBeGreaterThan(2);
    for (const [kind, name] of names) {
      const file = kind === 'job' ? 'migrate-job' : name!.replace(/^ramz-(.*)$/, '$1-deployment');
      const manifest = parse(readFileSync(`deploy/kubernetes/base/${file}.yaml`, 'utf8')) as {
        metadata: { name: string };
      };
      expect(manifest.metadata.name).toBe(name);
    }
  });

  it('names the least versions of package.json', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    expect(engines.node).toBe('^20.19 || >=22.12');
    expect(page).toMatch(/\| Node +\| 20\.19, or 22\.12 or newer +\|/);
  });
});
