import { contractRequest, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { SimulationProvider } from './simulation.provider.js';

describeProviderContract({
  name: 'simulation',
  create: () => new SimulationProvider(() => undefined),
  secrets: [],
  sends: [
    { way: 'plain', request: contractRequest() },
    { way: 'plain', request: contractRequest({ otp: undefined }) },
  ],
});
