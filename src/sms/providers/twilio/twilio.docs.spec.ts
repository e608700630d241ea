import { describeProviderPage } from '../../../../test/support/provider-page.js';
import { classify, statusRules } from './twilio.status-codes.js';

describeProviderPage({
  name: 'twilio',
  codes: Object.keys(statusRules),
  failure: (code, method) => classify(code, 400, { method, sender: '+150******06' }),
  methods: ['verify', 'plain'],
});
