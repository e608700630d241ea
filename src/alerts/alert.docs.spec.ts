import { resolve } from 'node:path';
import { anchorsOf } from '../../test/support/anchors.js';
import { ALERT_KINDS } from './alert.contract.js';

describe('docs/operations.md', () => {
  const anchors = anchorsOf(resolve(__dirname, '../../docs/operations.md'));

  it.each(ALERT_KINDS)('has a section about the alert %s', (kind) => {
    expect(anchors).toContain(`alert-${kind.replaceAll('_', '-')}`);
  });
});
