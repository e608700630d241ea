import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../src/fraud/policy/default-policy.js';
import { codeOf } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { endOfRamz, ramzJson, runRamz } from '../support/commands.js';
import { withRamz } from '../support/with-ramz.js';

jest.setTimeout(120_000);

describe('ramz fraud replay --sweep', () => {
  const ramz = withRamz({ RATE_LIMITS: 'otp_ip=off,verify_ip=off' }, { roles: ['api'] });
  const folder = mkdtempSync(join(tmpdir(), 'ramz-policy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes the proposed policy to a file, which can be tried and put in force', async () => {
    const asked = [];
    for (let index = 0; index < 9; index += 1) {
      const { e164 } = newPhoneNumber();
      const { body } = await askForCode(ramz.url, e164).expect(200);
      asked.push({ e164, id: String(body.challenge_id) });
    }
    for (const { e164, id } of asked) {
      await verifyCode(ramz.url, e164, await codeOf(ramz.database, id)).expect(200);
    }
    const file = join(folder, 'proposed.json');
    const printed = await runRamz(['fraud', 'replay', '--sweep', '0.001', '--write', file], ramz.variables);
    expect(printed).toContain(`Wrote the proposed policy to ${file}.`);
    const policy = JSON.parse(readFileSync(file, 'utf8'));
    expect(policy.rules.country.hour.floor).toBeGreaterThan(DEFAULT_POLICY.rules.country!.hour!.floor);
    const before = await ramzJson(['fraud', 'replay'], ramz.variables);
    const tried = await ramzJson(['fraud', 'replay', '--policy', file], ramz.variables);
    expect(before).toMatchObject({ stopped: 6, rules: [{ rule: 'country_hour', stoppedVerified: 6 }] });
    expect(tried).toMatchObject({ asks: 9, verified: 9, stopped: 0, rules: [] });
    expect(await ramzJson(['fraud', 'policy', 'import', file], ramz.variables)).toEqual({ version: 1 });
    const inForce = await ramzJson(['fraud', 'policy', 'export'], ramz.variables);
    expect(inForce).toEqual({ version: 1, policy });
  });

  it('a file without a sweep is refused', async () => {
    const end = await endOfRamz(['fraud', 'replay', '--write', 'proposed.json'], ramz.variables);
    expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining('--write needs --sweep.') });
  });
});
