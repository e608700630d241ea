import { percent, t } from '../../language.js';

/** More lines cannot be told apart. */
export const MOST_LINES = 6;

const WIDTH = 100;
const HEIGHT = 100;
const SHARES = [100, 75, 50, 25, 0];

export interface Line {
  name: string;
  /** From 0 to 1, by day. */
  shares: Map<string, number>;
}

/**
 * Shares over days. A day without codes is a gap. The drawing is stretched to its place, and its texts stand beside it, so
 * that they keep their size. The figures are in a table as well, so screen readers get only the description.
 */
export function ConversionChart({
  lines,
  days,
  dayName,
}: {
  lines: Line[];
  days: string[];
  dayName: (day: string) => string;
}) {
  const labelled = days.length > 2 ? [days[0]!, days[Math.floor((days.length - 1) / 2)]!, days.at(-1)!] : days;
  return (
    <figure class="chart">
      <ul class="legend">
        {lines.map(({ name }, index) => (
          <li key={name}>
            <svg class={`line-${index}`} width="28" height="8" aria-hidden="true">
              <path d="M2 4H26" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <div class="shares" dir="ltr" role="img" aria-label={t('conversionChart')}>
        <ol class="shares-scale" aria-hidden="true">
          {SHARES.map((share) => (
            <li key={share}>{percent(share, 100)}</li>
          ))}
        </ol>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {SHARES.map((share) => (
            <path key={share} class="grid" d={`M0 ${HEIGHT - share}H${WIDTH}`} />
          ))}
          {lines.map(({ name, shares }, index) => (
            <g key={name} class={`line-${index}`}>
              <path d={pathOf(shares, days)} />
              <path class="dots" d={dotsOf(shares, days)} />
            </g>
          ))}
        </svg>
        <ol class="shares-days" aria-hidden="true">
          {labelled.map((day) => (
            <li key={day}>{dayName(day)}</li>
          ))}
        </ol>
      </div>
    </figure>
  );
}

/** Begins anew after each gap. */
function pathOf(shares: Map<string, number>, days: string[]): string {
  return days
    .map((day, index) => {
      const share = shares.get(day);
      if (share === undefined) return '';
      const isConnected = index > 0 && shares.has(days[index - 1]!);
      return `${isConnected ? 'L' : 'M'}${pointOf(share, index, days.length)}`;
    })
    .join('');
}

/** Lines without length, whose round ends are dots. */
function dotsOf(shares: Map<string, number>, days: string[]): string {
  return days
    .map((day, index) => {
      const share = shares.get(day);
      return share === undefined ? '' : `M${pointOf(share, index, days.length)}h0`;
    })
    .join('');
}

function pointOf(share: number, index: number, count: number): string {
  const x = count === 1 ? WIDTH / 2 : (index / (count - 1)) * WIDTH;
  return `${x.toFixed(2)} ${((1 - share) * HEIGHT).toFixed(2)}`;
}
