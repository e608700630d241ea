import type { ProofOfWork } from './api.js';
import { hex } from './hex.js';
import { ProblemError } from './problem.js';

const DEFAULT_MAX_NUMBER = 1_000_000;
/** Digests under way at once: enough to keep the browser's threads busy, few enough to give up quickly. */
const SLICE = 200;

/**
 * Solves an ALTCHA challenge: finds the number whose digest, after the salt, is the challenge. The browser computes the
 * digests on threads of its own and delivers each as a task, so the page stays responsive.
 * @returns the payload for `captcha_token`
 */
export async function solveProofOfWork(task: ProofOfWork, signal: AbortSignal): Promise<string> {
  const { algorithm, challenge, salt, signature, maxnumber = DEFAULT_MAX_NUMBER } = task;
  const started = Date.now();
  const encoder = new TextEncoder();
  const isSolution = async (number: number): Promise<boolean> =>
    hex(new Uint8Array(await crypto.subtle.digest(algorithm, encoder.encode(salt + number)))) === challenge;
  // Browsers have `subtle` on HTTPS and localhost only.
  for (let first = 0; crypto.subtle && first <= maxnumber; first += SLICE) {
    const slice = Array.from({ length: SLICE }, (_, index) => isSolution(first + index));
    const found = (await Promise.all(slice)).indexOf(true);
    signal.throwIfAborted();
    if (found < 0) continue;
    return btoa(
      JSON.stringify({ algorithm, challenge, number: first + found, salt, signature, took: Date.now() - started }),
    );
  }
  throw ProblemError.local('human_check_unavailable');
}
