import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of an authority that nobody knows, and of a server's certificate by it. */
export interface Certificates {
  authority: string;
  certificate: string;
  key: string;
  remove(): void;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** @param host the only name that the certificate is for */
export function createCertificates(host: string): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'ramz-certificates-'));
  // Servers run as other users.
  chmodSync(folder, 0o755);
  const [authority, authorityKey, certificate, key] = ['ca.pem', 'ca.key', 'server.pem', 'server.key'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const request = (subject: string, keyFile: string, file: string, ...more: string[]) =>
    execFileSync(
      'openssl',
      ['req', '-x509', ...NEW_KEY, '-subj', `/CN=${subject}`, '-keyout', keyFile, '-out', file, ...more],
      { stdio: 'pipe' },
    );
  request('An authority of tests', authorityKey, authority);
  const extensions = [`subjectAltName=DNS:${host}`, 'basicConstraints=critical,CA:FALSE'];
  const signedBy = ['-CA', authority, '-CAkey', authorityKey];
  request('A server of tests', key, certificate, ...signedBy, ...extensions.flatMap((line) => ['-addext', line]));
  chmodSync(key, 0o644);
  return { authority, certificate, key, remove: () => rmSync(folder, { recursive: true }) };
}
