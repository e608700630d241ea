/** Each has a section in docs/operations.md, such as "Alert: low credit". */
export const ALERT_KINDS = [
  'provider_refused',
  'low_credit',
  'breaker_open',
  'backlog',
  'no_worker',
  'conversion_drop',
  'spend_ceiling',
  'pumping',
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that an operator has to mend. */
export interface Fault {
  kind: AlertKind;
  /** Tells faults of one kind apart, such as a provider. Never a number or an address of a user. */
  about?: string;
  /** A sentence for the operator: what is wrong, and what to do. */
  summary: string;
}

/** The section of the documentation that says what to do. */
export function alertPage(kind: AlertKind): string {
  return `docs/operations.md#alert-${kind.replaceAll('_', '-')}`;
}

/** The alert of a fault: there is one for all processes. */
export function alertName({ kind, about }: Pick<Fault, 'kind' | 'about'>): string {
  return about === undefined ? kind : `${kind}:${about}`;
}
