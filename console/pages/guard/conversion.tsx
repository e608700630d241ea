import { useState } from 'preact/hooks';
import type { DailyConversion } from '../../answers.js';
import { country, number, percent, t, time } from '../../language.js';
import { useApp } from '../../parts/app-context.js';
import { Card, Choice, Empty, Loading, Share, Table } from '../../parts/basics.js';
import { useLoad } from '../../parts/use-load.js';
import { ConversionChart, MOST_LINES, type Line } from './conversion-chart.js';

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };

/** @param reloadedAt when the page was last refreshed */
export function ConversionCard({ reloadedAt }: { reloadedAt?: number }) {
  const { api } = useApp();
  const [chosen, setChosen] = useState('');
  const loaded = useLoad(() => api.call<{ items: DailyConversion[] }>('api/v1/fraud/conversion'), [reloadedAt]);
  return (
    <Card title={t('conversionTitle')}>
      <p class="small">{t('conversionHelp')}</p>
      <Loading loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('noConversion')}</Empty>
          ) : (
            <>
              <div class="filters">
                <Choice
                  label={t('country')}
                  value={chosen}
                  options={[
                    ['', t('allCountries')],
                    ...[...new Set(items.map((item) => item.country))]
                      .toSorted()
                      .map((code): [string, string] => [code, country(code)]),
                  ]}
                  onChoose={setChosen}
                />
              </div>
              <Conversion items={items.filter((item) => chosen === '' || item.country === chosen)} />
            </>
          )
        }
      </Loading>
    </Card>
  );
}

function Conversion({ items }: { items: DailyConversion[] }) {
  const lines = linesOf(items);
  return (
    <>
      <ConversionChart lines={lines.slice(0, MOST_LINES)} days={daysOf(items)} dayName={dayName} />
      {lines.length > MOST_LINES && <p class="small">{t('conversionFirst', { count: number(MOST_LINES) })}</p>}
      <details>
        <summary>{t('showTable')}</summary>
        <Table
          caption={t('conversionTitle')}
          isCaptionHidden
          rows={items.toReversed()}
          keyOf={({ day, country: code, provider }) => `${day} ${code} ${provider}`}
          columns={[
            [t('day'), ({ day }) => dayName(day)],
            [t('country'), (item) => country(item.country)],
            [t('provider'), ({ provider }) => provider],
            [t('sent'), ({ sent }) => number(sent), 'number'],
            [t('entered'), ({ verified }) => number(verified), 'number'],
            [t('share'), ({ sent, verified }) => <Share part={verified} whole={sent} text={percent(verified, sent)} />],
          ]}
        />
      </details>
    </>
  );
}

/** A line for each country and provider, that with the most codes first. */
function linesOf(items: DailyConversion[]): Line[] {
  const lines = new Map<string, Line & { sent: number }>();
  for (const { country: code, provider, day, sent, ratio } of items) {
    const name = `${country(code)} · ${provider}`;
    const line = lines.get(name) ?? { name, sent: 0, shares: new Map<string, number>() };
    line.shares.set(day, ratio);
    lines.set(name, { ...line, sent: line.sent + sent });
  }
  return [...lines.values()].toSorted((a, b) => b.sent - a.sent);
}

/** Every day from the first to the last. */
function daysOf(items: DailyConversion[]): string[] {
  const times = items.map(({ day }) => Date.parse(day));
  const first = Math.min(...times);
  const count = Math.round((Math.max(...times) - first) / 86_400_000) + 1;
  return Array.from({ length: count }, (_, index) => new Date(first + index * 86_400_000).toISOString().slice(0, 10));
}

function dayName(day: string): string {
  return time(`${day}T00:00:00Z`, DAY);
}
