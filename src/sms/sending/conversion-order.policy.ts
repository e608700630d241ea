import type { ProviderConversion } from './provider-conversion.repository.js';

/** Codes of a country that a provider must have sent for its figures to count. */
export const MIN_CODES = 50;
/** The share of codes that another provider than the first one gets first, so that its figures stay known. */
export const EXPLORED_SHARE = 0.1;
/** A difference that is smaller than so many standard errors is no difference. */
const STANDARD_ERRORS = 2;

/** Providers in the order in which they are tried, and why. */
export interface ProviderOrder {
  names: string[];
  /** One sentence without its end. */
  reason: string;
}

/**
 * Puts the provider first whose codes are entered most. Where a difference may be chance, the configured order decides.
 * @param configured names of at least two providers in the order of the route
 * @param measured figures of the country
 * @param draw a random number from 0 to below 1, the same for each run of a message
 */
export function orderByConversion(configured: string[], measured: ProviderConversion[], draw: number): ProviderOrder {
  const figures = configured.map(
    (name) => measured.find(({ provider }) => provider === name) ?? { provider: name, sent: 0, verified: 0 },
  );
  const unknown = figures.filter(({ sent }) => sent < MIN_CODES).map(({ provider }) => provider);
  const best = unknown.length > 0 ? configured : ranked(figures).map(({ provider }) => provider);
  const counts = figures.map(({ provider, sent, verified }) => `${provider} ${verified} of ${sent}`).join(', ');
  const missing = unknown.length > 0 ? `; the configured order holds until ${unknown.join(', ')} has ${MIN_CODES}` : '';
  const explored = best.slice(1)[Math.floor((draw / EXPLORED_SHARE) * (best.length - 1))];
  if (explored === undefined) return { names: best, reason: `${counts}${missing}` };
  return {
    names: [explored, ...best.filter((name) => name !== explored)],
    reason: `${counts}${missing}; ${explored} comes first for a share of the codes, to be measured`,
  };
}

/** The best first. A provider passes one that is configured before it only if it is clearly better. */
function ranked(figures: ProviderConversion[]): ProviderConversion[] {
  if (figures.length === 0) return [];
  const best = figures.reduce((leader, candidate) => (isBetter(candidate, leader) ? candidate : leader));
  return [best, ...ranked(figures.filter((one) => one !== best))];
}

/** Compares two shares by the standard error of their difference. */
function isBetter(a: ProviderConversion, b: ProviderConversion): boolean {
  const share = (a.verified + b.verified) / (a.sent + b.sent);
  const standardError = Math.sqrt(share * (1 - share) * (1 / a.sent + 1 / b.sent));
  return a.verified / a.sent - b.verified / b.sent > STANDARD_ERRORS * standardError;
}
