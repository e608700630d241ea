import { contractRequest, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { SimulationProvider } from './simulation.provider.js';

describeProviderContract({
  name: 'simulation',
  capabilities: ['polling'],
  create: () => new SimulationProvider(undefined, () => undefined),
  secrets: [],
  sends: [
    { method: 'plain', request: contractRequest() },
    { method: 'plain', request: contractRequest({ otp: undefined }) },
  ],
});
