import { describeProviderPage } from '../../../../test/support/provider-page.js';
import { messageStatuses } from './kavenegar.message-statuses.js';
import { classify, statusRules } from './kavenegar.status-codes.js';

describeProviderPage({
  name: 'kavenegar',
  codes: Object.keys(statusRules),
  failure: (code, method) => classify(code, { method, sender: '10008663', template: 'verify' }),
  methods: ['lookup', 'plain', 'default_line'],
  statuses: messageStatuses,
});
