import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { endOfRamz, ramzJson, runRamz } from '../support/commands.js';
import { eventually } from '../support/eventually.js';
import { RamzProcess } from '../support/ramz-process.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { withRamz } from '../support/with-ramz.js';

interface Event {
  id: string;
  type: string;
  subject: string;
  data: { is_sample?: boolean };
}
interface KeyReport {
  ok: boolean;
  faults: string[];
  keys: { variable: string; id: string; role: string; removable: string }[];
}

jest.setTimeout(120_000);

describe('commands for events and keys', () => {
  const receiver = new WebhookReceiver();
  const ramz = withRamz(async () => ({
    EVENT_WEBHOOK_URL: (await receiver.start()).url,
    EVENT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'event secret').toString('base64')}`,
  }));
  afterAll(() => receiver.stop());

  /** `ramz events listen --json`, and what it has printed. */
  function listen(...args: string[]): { child: ChildProcess; events: () => Event[]; notes: () => string } {
    const command = [resolve('dist/bundle/cli.js'), 'events', 'listen', '--json', ...args];
    const env = { PATH: process.env['PATH'] ?? '', ...ramz.variables };
    const child = spawn(process.execPath, command, { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, notes] = ['', ''];
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (notes += String(chunk)));
    const events = () => output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Event]));
    return { child, events, notes: () => notes };
  }

  it('events are printed as they come until the command is interrupted, and a sample reaches the receiver', async () => {
    const [all, some] = [listen(), listen('--type', 'otp.verified')];
    await eventually(() => {
      for (const { notes } of [all, some]) expect(notes()).toContain('Waiting for events');
    }, 60_000);
    const asked = await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await runRamz(['events', 'trigger', 'otp.verified'], ramz.variables);
    await eventually(() => {
      expect(all.events()).toContainEqual(
        expect.objectContaining({ type: 'otp.requested', subject: asked.body.challenge_id }),
      );
      expect(some.events().map(({ type, data }) => [type, data.is_sample])).toEqual([['otp.verified', true]]);
      const sample = receiver.received.find(({ event }) => event.data['is_sample']);
      expect(sample?.event.id).toBe(some.events()[0]!.id);
    }, 30_000);
    for (const { child } of [all, some]) {
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
    }
  });

  it('an event is sent again with the same id', async () => {
    const asked = await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    const received = () =>
      receiver.received.filter(
        ({ event }) => event.type === 'otp.requested' && event.subject === asked.body.challenge_id,
      );
    const [first] = await eventually(() => {
      expect(received()).toHaveLength(1);
      return received();
    });
    const answer = await ramzJson(['events', 'replay', '--id', first!.event.id], ramz.variables);
    expect(answer).toEqual({ replayed: 1 });
    await eventually(() => expect(received().map(({ event }) => event.id)).toEqual([first!.event.id, first!.event.id]));
    const { code, stderr } = await endOfRamz(['events', 'replay'], ramz.variables);
    expect([code, stderr]).toEqual([2, 'Say which events: --id, --type, --subject, --from, --to, or --all.\n']);
  });

  it('keys rotate in two steps without a stop, and the check says what each key is needed for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ramz-keys-'));
    const file = join(folder, 'new-keys.env');
    const shown = await runRamz(['keys', 'rotate', '--write', file], ramz.variables);
    expect(shown).toMatch(/OTP_PEPPERS: 5 minutes[^]*DATA_KEYS: 24 hours\n +TOKEN_PRIVATE_KEYS: 15 minutes/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read = async (path: string) => parseEnv(await readFile(path, 'utf8')) as Record<string, string>;
    const [step1, step2] = [await read(`${file}.step1`), await read(file)];
    for (const secret of Object.values(step2)) expect(shown).not.toContain(secret);
    await rm(folder, { recursive: true });

    // The old process still runs, then one of each step joins it.
    const prepared = await ramz.addProcess({ ...step1, ROLE: 'api' });
    await ramz.process.stop();
    ramz.processes.shift();
    const rotated = await ramz.addProcess({ ...step2, ROLE: 'api' });
    await prepared.stop();
    await askForCode(rotated.url, newPhoneNumber().e164).expect(200);

    const report = await ramzJson<KeyReport>(['keys', 'check'], { ...ramz.variables, ...step2 });
    expect(report).toMatchObject({ ok: true, faults: [] });
    const states = report.keys.map(({ variable, id, role, removable }) => [
      variable,
      id.replace(/^k\d{14}$/, 'new'),
      role,
      removable,
    ]);
    expect(states).toEqual([
      ['OTP_PEPPERS', 'new', 'writes', 'no'],
      ['OTP_PEPPERS', 't1', 'reads', 'later'],
      ['DATA_KEYS', 'new', 'writes', 'no'],
      ['DATA_KEYS', 't1', 'reads', 'yes'],
      ['TOKEN_PRIVATE_KEYS', 'new', 'writes', 'no'],
      ['TOKEN_PRIVATE_KEYS', 't1', 'reads', 'later'],
      ['EVENT_WEBHOOK_SECRET', '1', 'writes', 'no'],
      ['EVENT_WEBHOOK_SECRET', '2', 'writes', 'costly'],
    ]);

    const withoutOld = step2['OTP_PEPPERS']!.split(',')[0]!;
    const missing = await endOfRamz(['keys', 'check'], { ...ramz.variables, ...step2, OTP_PEPPERS: withoutOld });
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/^Faults\n {2}- OTP_PEPPERS lacks the key t1 of \d live codes\./);
    expect(missing.stdout + missing.stderr).not.toContain(withoutOld.split(':')[1]);
  });
});

describe('commands beside a running npm start', () => {
  it('a command uses the embedded database that is running, and leaves it running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ramz-embedded-'));
    // As root, PostgreSQL runs as another user.
    await chmod(folder, 0o755);
    const variables = { DATA_DIR: join(folder, 'data') };
    const process = await RamzProcess.start(variables);
    const phone = newPhoneNumber().e164;
    await askForCode(process.url, phone).expect(200);
    expect(await ramzJson(['messages', '--phone', phone], variables)).toMatchObject({ items: [{ recipient: phone }] });
    await askForCode(process.url, newPhoneNumber().e164).expect(200);
    expect(await process.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });
});
