import type { Event, Page } from '../answers.js';
import { SHORT_TIME, t, time } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Badge, Card, Code, Empty, Loading, PageTitle, Refresh, Sentence, Table, Time } from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

export function AlertsPage() {
  const { api } = useApp();
  const query = { type: 'alert.raised,alert.cleared', order: 'desc', limit: '500' };
  const loaded = useLoad(() => api.call<Page<Event>>('api/v1/events', { query }), []);
  return (
    <>
      <PageTitle title={t('alerts')} lead={t('alertsLead')}>
        <Refresh loaded={loaded} />
      </PageTitle>
      <Loading loaded={loaded}>{({ items }) => <AlertsView events={items} />}</Loading>
    </>
  );
}

/** @param events the newest first; an alert whose newest event raises it is open */
function AlertsView({ events }: { events: Event[] }) {
  const newest = new Map<string, Event>();
  for (const event of events) if (!newest.has(event.subject ?? '')) newest.set(event.subject ?? '', event);
  const open = [...newest.values()].filter(({ type }) => type === 'alert.raised');
  return (
    <>
      <Card title={t('openAlerts')}>
        {open.length === 0 ? (
          <p class="notice good">{t('noOpenAlerts')}</p>
        ) : (
          <ul class="alerts">
            {open.map((event) => (
              <li key={event.id} class="notice bad">
                <h3>
                  <Code>{event.subject}</Code>
                </h3>
                <p>
                  <Sentence>{textOf(event, 'summary')}</Sentence>
                </p>
                <p class="small">
                  {t('since', { time: time(event.timestamp) })} ·{' '}
                  {t('whatToDo', { page: `\u2066${textOf(event, 'docs')}\u2069` })}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={t('alertHistory')}>
        {events.length === 0 ? (
          <Empty>{t('noEvents')}</Empty>
        ) : (
          <Table
            caption={t('alertHistory')}
            isCaptionHidden
            rows={events}
            keyOf={({ id }) => id}
            columns={[
              [t('time'), ({ timestamp }) => <Time at={timestamp} options={SHORT_TIME} />],
              [
                t('status'),
                ({ type }) =>
                  type === 'alert.raised' ? (
                    <Badge tone="bad">{t('raised')}</Badge>
                  ) : (
                    <Badge tone="good">{t('clearedAlert')}</Badge>
                  ),
              ],
              [t('alert'), ({ subject }) => <Code>{subject}</Code>],
              [t('reason'), (event) => <Sentence>{textOf(event, 'summary')}</Sentence>, 'wide'],
            ]}
          />
        )}
      </Card>
    </>
  );
}

function textOf({ data }: Event, name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}
