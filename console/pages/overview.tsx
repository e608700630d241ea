import { useMemo, useState } from 'preact/hooks';
import type { Counts, Funnel, Status } from '../answers.js';
import { country, number, percent, t, time } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Card, Choice, Empty, Loading, PageTitle, Refresh, Sentence, Share, Table } from '../parts/basics.js';
import { Chart } from '../parts/chart.js';
import { useLoad } from '../parts/use-load.js';

const STAGES = ['asked', 'accepted', 'delivered', 'verified'] as const;
type Window = 'day' | 'week';

export function OverviewPage() {
  const { api } = useApp();
  const [window, setWindow] = useState<Window>('day');
  const funnel = useLoad(() => api.call<Funnel>('api/v1/admin/funnel', { query: { window } }), [window]);
  const status = useLoad(() => api.call<Status>('api/v1/sms/status'), []);
  return (
    <>
      <PageTitle title={t('overview')}>
        <Choice
          label={t('windowLabel')}
          value={window}
          options={[
            ['day', t('window.day')],
            ['week', t('window.week')],
          ]}
          onChoose={(chosen) => setWindow(chosen === 'week' ? 'week' : 'day')}
        />
        <Refresh loaded={funnel} />
      </PageTitle>
      {status.value && <Problems problems={status.value.problems} alertCount={status.value.alerts.length} />}
      <Loading loaded={funnel}>{(value) => <FunnelView funnel={value} window={window} />}</Loading>
    </>
  );
}

function Problems({ problems, alertCount }: { problems: string[]; alertCount: number }) {
  if (problems.length + alertCount === 0) return <p class="notice good">{t('noProblems')}</p>;
  return (
    <section class="notice warn" aria-labelledby="problems">
      <h2 id="problems">{t('problems')}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>
            <Sentence>{problem}</Sentence>
          </li>
        ))}
        {alertCount > 0 && (
          <li>
            <a href="#/alerts">{t('openAlertCount', { count: number(alertCount) })}</a>
          </li>
        )}
      </ul>
    </section>
  );
}

function FunnelView({ funnel, window }: { funnel: Funnel; window: Window }) {
  const { totals, steps, countries, providers } = funnel;
  const times = useMemo(() => steps.map(({ at }) => at), [steps]);
  const series = useMemo(
    () =>
      STAGES.map((stage) => ({
        name: t(`stage.${stage}`),
        color: `--${stage}`,
        values: steps.map((step) => step[stage]),
      })),
    [steps],
  );
  const stepTime: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
  if (totals.asked === 0) return <Empty>{t('noCodes')}</Empty>;
  return (
    <>
      <ul class="stages" aria-label={t('funnel')}>
        {STAGES.map((stage) => (
          <li key={stage} class={stage}>
            <span class="stage-name">{t(`stage.${stage}`)}</span>
            <strong>{number(totals[stage])}</strong>
            <span class="small">
              {stage === 'asked' ? t('askedHelp') : t('ofAsked', { share: percent(totals[stage], totals.asked) })}
            </span>
            <span class="stage-bar" aria-hidden="true">
              <span style={{ inlineSize: `${(totals[stage] / totals.asked) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      <Card title={t('overTime')}>
        <Chart times={times} series={series} description={`${t('overTime')}, ${t(`window.${window}`)}`} />
        <details>
          <summary>{t('showTable')}</summary>
          <Table
            caption={t('overTime')}
            rows={steps}
            keyOf={({ at }) => at}
            columns={[[t('time'), ({ at }) => time(at, stepTime)], ...countColumns()]}
          />
        </details>
      </Card>
      <div class="columns">
        <Card title={t('byCountry')}>
          <Table
            caption={t('byCountry')}
            isCaptionHidden
            rows={countries}
            keyOf={(row) => row.country}
            columns={[[t('country'), (row) => country(row.country)], ...countColumns(), conversionColumn()]}
          />
        </Card>
        <Card title={t('byProvider')}>
          <Table
            caption={t('byProvider')}
            isCaptionHidden
            rows={providers}
            keyOf={(row) => row.provider ?? ''}
            columns={[[t('provider'), (row) => row.provider ?? t('noProvider')], ...countColumns(), conversionColumn()]}
          />
        </Card>
      </div>
    </>
  );
}

function countColumns(): [string, (row: Counts) => string, 'number'][] {
  return STAGES.map((stage) => [t(`stage.${stage}`), (row) => number(row[stage]), 'number']);
}

function conversionColumn(): [string, (row: Counts) => preact.ComponentChildren] {
  return [
    t('conversion'),
    ({ asked, verified }) => <Share part={verified} whole={asked} text={percent(verified, asked)} />,
  ];
}
