import { describeProviderPage } from '../../../../test/support/provider-page.js';
import { messageStatuses } from './smsir.message-statuses.js';
import { classify, statusRules } from './smsir.status-codes.js';

describeProviderPage({
  name: 'smsir',
  codes: Object.keys(statusRules),
  failure: (code, method) => classify(code, { method, sender: '30007', template: '123456' }),
  methods: ['lookup', 'plain', 'default_line'],
  statuses: messageStatuses,
});
