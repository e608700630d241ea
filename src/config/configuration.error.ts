/** The configuration has faults. The message lists them, each with its fix and without values. */
export class ConfigurationError extends Error {
  constructor(readonly faults: string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`The configuration has ${count}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
