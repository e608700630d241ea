import type { HumanCheckKind, ProofOfWork, RamzApi } from './api.js';
import { pause } from './pause.js';
import { ProblemError } from './problem.js';
import { solveProofOfWork } from './proof-of-work.js';

export interface HumanCheck {
  kind: HumanCheckKind;
  siteKey?: string;
  /** Of a proof of work. */
  challenge?: ProofOfWork;
}

/** A page's own way to solve a check. Resolves with the token. */
export type HumanCheckSolver = (check: HumanCheck, signal: AbortSignal) => Promise<string>;

/** What Turnstile and hCaptcha have in common. */
interface WidgetApi {
  render(container: HTMLElement, options: Record<string, unknown>): string;
  remove(widget: string): void;
}

const WIDGETS = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
  hcaptcha: 'https://js.hcaptcha.com/1/api.js?render=explicit',
};
const SCRIPT_DEADLINE_MS = 15_000;

/** @param host gets the widget as a child in its slot `human-check`: the widgets do not work inside a shadow tree */
export async function solveHumanCheck(
  check: HumanCheck,
  host: HTMLElement,
  api: RamzApi,
  locale: string,
  signal: AbortSignal,
): Promise<string> {
  if (check.kind === 'altcha') {
    const challenge = check.challenge ?? (await api.humanCheck(signal)).challenge;
    if (!challenge) throw ProblemError.local('human_check_unavailable');
    return solveProofOfWork(challenge, signal);
  }
  if (!(check.kind in WIDGETS)) throw ProblemError.local('human_check_unavailable');
  const widgetApi = await loadWidgetApi(check.kind, signal);
  const container = document.createElement('div');
  container.slot = 'human-check';
  host.append(container);
  let widget: string | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      widget = widgetApi.render(container, {
        sitekey: check.siteKey,
        [check.kind === 'turnstile' ? 'language' : 'hl']: locale,
        callback: resolve,
        'error-callback': () => reject(ProblemError.local('human_check_unavailable')),
      });
    });
  } finally {
    if (widget !== undefined) widgetApi.remove(widget);
    container.remove();
  }
}

/** The provider's script, loaded once per page; a page that has it already keeps its own. */
async function loadWidgetApi(kind: keyof typeof WIDGETS, signal: AbortSignal): Promise<WidgetApi> {
  const find = (): WidgetApi | undefined => (window as unknown as Record<string, WidgetApi | undefined>)[kind];
  if (!find()) {
    const script = document.createElement('script');
    script.src = WIDGETS[kind];
    document.head.append(script);
    await pause(SCRIPT_DEADLINE_MS, signal, [
      [script, 'load'],
      [script, 'error'],
    ]);
    if (!find()) script.remove();
  }
  const api = find();
  if (!api) throw ProblemError.local('human_check_unavailable');
  return api;
}
