import { PROVIDERS, routeWarnings, smsConfig } from '../../sms/index.js';
import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck } from '../check.contract.js';

/** There is a provider, and each country has one. */
export const routesCheck: DoctorCheck = {
  name: 'providers',
  run(context) {
    const config = context.read(smsConfig);
    const switches = PROVIDERS.map(({ enabledBy }) => enabledBy);
    if (config.providers.length === 0) {
      const fix = `Set the key of a provider: ${switches.slice(0, -1).join(', ')} or ${switches.at(-1)}.`;
      const message = 'No SMS provider has a key';
      return Promise.resolve([
        config.simulated
          ? warn('providers', `${message}, so texts are simulated and nothing is sent.`, fix)
          : fail('providers', `${message}, so no text is sent.`, fix),
      ]);
    }
    const names = config.providers.map(({ title }) => title).join(', ');
    const risks = routeWarnings(config).map((text) => {
      const { message, fix } = splitAdvice(text, 'Correct SMS_ROUTES, or set the key of a provider that it names.');
      return warn('providers.routes', message, fix);
    });
    const off = config.enabled
      ? []
      : [warn('providers', 'SMS_ENABLED is off, so requests for codes answer 503.', 'Set SMS_ENABLED=true to send.')];
    return Promise.resolve([...off, pass('providers', `These have a key: ${names}.`), ...risks]);
  },
};
