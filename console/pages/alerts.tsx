import { useEffect, useState } from 'preact/hooks';
import type { Alert, Page } from '../answers.js';
import { SHORT_TIME, t, time } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Badge, Card, Code, Empty, Loading, PageTitle, Refresh, Sentence, Table, Time } from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

export function AlertsPage() {
  const { api } = useApp();
  const [further, setFurther] = useState<Page<Alert>>();
  const read = (query: Record<string, string | undefined>) => api.call<Page<Alert>>('api/v1/admin/alerts', { query });
  const loaded = useLoad(async () => {
    const [open, all] = await Promise.all([read({ state: 'open', limit: '100' }), read({ state: 'all' })]);
    return { open, all };
  }, []);
  useEffect(() => setFurther(undefined), [loaded.value]);
  const next = (further ?? loaded.value?.all)?.next_cursor;
  const showMore = async () => {
    const page = await read({ state: 'all', cursor: next ?? undefined });
    setFurther({ items: [...(further?.items ?? []), ...page.items], next_cursor: page.next_cursor });
  };
  return (
    <>
      <PageTitle title={t('alerts')} lead={t('alertsLead')}>
        <Refresh loaded={loaded} />
      </PageTitle>
      <Loading loaded={loaded}>
        {({ open, all }) => (
          <>
            <OpenAlerts alerts={open.items} />
            <Card title={t('alertHistory')}>
              <AlertTable alerts={[...all.items, ...(further?.items ?? [])]} />
              {next && (
                <button type="button" class="more" onClick={() => void showMore()}>
                  {t('more')}
                </button>
              )}
            </Card>
          </>
        )}
      </Loading>
    </>
  );
}

function OpenAlerts({ alerts }: { alerts: Alert[] }) {
  return (
    <Card title={t('openAlerts')}>
      {alerts.length === 0 ? (
        <p class="notice good">{t('noOpenAlerts')}</p>
      ) : (
        <ul class="alerts">
          {alerts.map(({ name, summary, docs, raised_at }) => (
            <li key={name} class="notice bad">
              <h3>
                <Code>{name}</Code>
              </h3>
              <p>
                <Sentence>{summary}</Sentence>
              </p>
              <p class="small">
                {t('since', { time: time(raised_at) })} · {t('whatToDo', { page: `\u2066${docs}\u2069` })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function AlertTable({ alerts }: { alerts: Alert[] }) {
  if (alerts.length === 0) return <Empty>{t('noAlerts')}</Empty>;
  return (
    <Table
      caption={t('alertHistory')}
      isCaptionHidden
      rows={alerts}
      keyOf={({ name, raised_at }) => `${name} ${raised_at}`}
      columns={[
        [t('raisedAt'), ({ raised_at }) => <Time at={raised_at} options={SHORT_TIME} />],
        [
          t('clearedAt'),
          ({ cleared_at }) =>
            cleared_at === null ? (
              <Badge tone="bad">{t('openAlert')}</Badge>
            ) : (
              <Time at={cleared_at} options={SHORT_TIME} />
            ),
        ],
        [t('alert'), ({ name }) => <Code>{name}</Code>],
        [t('reason'), ({ summary }) => <Sentence>{summary}</Sentence>, 'wide'],
      ]}
    />
  );
}
