import { describeProviderPage } from '../../../../test/support/provider-page.js';
import { messageStatuses } from './ghasedak.message-statuses.js';
import { classify, statusRules } from './ghasedak.status-codes.js';

describeProviderPage({
  name: 'ghasedak',
  codes: Object.keys(statusRules),
  failure: (code, method) => classify(code, { method, sender: '30005088', template: 'verify' }),
  methods: ['lookup', 'plain', 'default_line'],
  statuses: messageStatuses,
});
