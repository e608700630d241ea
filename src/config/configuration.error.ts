/** The configuration cannot be used. The message names every fault with its fix, and no value. */
export class ConfigurationError extends Error {
  constructor(readonly faults: string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`The configuration has ${count}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
