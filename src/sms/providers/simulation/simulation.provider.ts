import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { boxed } from '../../../common/console-box.js';
import type { SimulatedMessage } from '../../../messaging/index.js';
import type {
  DeliveryPolling,
  DeliveryReport,
  DeliveryState,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  SendMethod,
} from '../provider.contract.js';
import { simulatedOutcome } from './simulation.policy.js';

/** Maximum number of messages in `failedOnce`. */
const REMEMBERED = 1000;

/** Prints messages on the console instead of sending them, for developers without a provider account. */
export class SimulationProvider implements SmsProvider, DeliveryPolling {
  readonly name = 'simulation';
  readonly pollSize = 500;
  readonly pollWindowMs = 48 * 60 * 60 * 1000;
  private readonly failedOnce = new Set<string>();

  /** @param keep stores what is sent, for `/inbox` */
  constructor(
    private readonly keep: (message: SimulatedMessage) => Promise<void> = () => Promise.resolve(),
    private readonly print: (text: string) => void = (text) => void process.stdout.write(text),
  ) {}

  methods(): SendMethod[] {
    return ['plain'];
  }

  async send(request: SmsRequest, _method: SendMethod, signal: AbortSignal): Promise<SendOutcome> {
    const { failure, once, delayMs, delivery = 'delivered' } = simulatedOutcome(request.recipient);
    if (delayMs) {
      const late = await delay(delayMs, false, { signal }).catch(() => true);
      if (late) return { outcome: 'unknown', meaning: 'Simulated: no answer before the deadline.' };
    }
    if (failure && !(once && this.failedOnce.has(request.messageId))) {
      this.remember(request.messageId);
      return failure;
    }
    const { channel, recipient, text, otp } = request;
    await this.keep({ channel, recipient, text, code: otp?.code });
    this.draw(request);
    return { outcome: 'accepted', providerMessageId: `sim-${delivery}-${randomUUID()}`, cost: 0 };
  }

  pollDelivery(providerMessageIds: string[]): Promise<DeliveryReport[]> {
    const reports = providerMessageIds.map((providerMessageId) => {
      const [, state] = providerMessageId.split('-') as [string, DeliveryState];
      return { providerMessageId, state, rawStatus: state, meaning: `Simulated: ${state}.` };
    });
    return Promise.resolve(reports);
  }

  private draw(request: SmsRequest): void {
    const what = request.channel === 'call' ? 'Call' : 'SMS';
    const lines = [`${what} to ${request.recipient} (simulation, ${new Date().toISOString()})`];
    if (request.otp) lines.push(`code: ${request.otp.code}`);
    if (request.template) {
      const { name = 'default', tokens, token10, token20 } = request.template;
      const values = [...tokens, token10, token20].filter((token) => token !== undefined);
      lines.push(`template: ${name} (${values.join(', ')})`);
    }
    this.print(boxed([...lines, ...request.text.split('\n').filter(Boolean)]));
  }

  private remember(messageId: string): void {
    this.failedOnce.add(messageId);
    const [oldest] = this.failedOnce;
    if (this.failedOnce.size > REMEMBERED && oldest) this.failedOnce.delete(oldest);
  }
}
