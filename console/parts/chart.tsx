import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';
import { number, t, time } from '../language.js';

const HEIGHT = 260;
const LEAST_WIDTH = 240;

export interface Series {
  name: string;
  /** Custom property with its colour. */
  color: string;
  values: number[];
}

/** Lines over time. The figures are in a table beside it, so screen readers get only its description. */
export function Chart({ times, series, description }: { times: string[]; series: Series[]; description: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let plot = draw(element, times, series);
    const redraw = () => {
      plot.destroy();
      plot = draw(element, times, series);
    };
    const resized = new ResizeObserver(() => {
      if (plot.width !== widthOf(element)) plot.setSize({ width: widthOf(element), height: HEIGHT });
    });
    resized.observe(element);
    // The colours are those of the scheme at the time of drawing.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [times, series]);
  return (
    <figure class="chart">
      <ul class="legend">
        {series.map(({ name, color }) => (
          <li key={name}>
            <span class={`swatch ${color.slice(2)}`} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
      <div ref={place} dir="ltr" role="img" aria-label={description} />
      <p class="hidden">{t('chartHelp')}</p>
    </figure>
  );
}

function draw(element: HTMLElement, times: string[], series: Series[]) {
  const style = getComputedStyle(element);
  const property = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: property('--muted'),
    grid: { stroke: property('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  const span = new Date(times.at(-1) ?? 0).getTime() - new Date(times[0] ?? 0).getTime();
  const isLong = span > 2 * 86_400_000;
  const format: Intl.DateTimeFormatOptions = isLong
    ? { day: 'numeric', month: 'short' }
    : { hour: '2-digit', minute: '2-digit' };
  const data = [times.map((at) => new Date(at).getTime() / 1000), ...series.map(({ values }) => values)];
  return new Plot(
    {
      width: widthOf(element),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { size: 8 }, drag: { x: false, y: false } },
      padding: [12, 16, 0, 0],
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
      axes: [
        {
          ...axis,
          space: 72,
          size: 32,
          values: (_plot, splits) => splits.map((at) => time(new Date(at * 1000).toISOString(), format)),
        },
        {
          ...axis,
          size: 52,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000],
          values: (_plot, splits) => splits.map(number),
        },
      ],
      series: [
        {},
        ...series.map(({ name, color }, index) => ({
          label: name,
          stroke: property(color),
          width: 2,
          points: { show: false },
          ...(index === 0 && { fill: property('--chart-fill') }),
        })),
      ],
    },
    data as [number[], ...number[][]],
    element,
  );
}

function widthOf(element: HTMLElement): number {
  return Math.max(LEAST_WIDTH, Math.floor(element.clientWidth));
}
