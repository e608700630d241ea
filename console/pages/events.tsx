import { useEffect, useState } from 'preact/hooks';
import type { Event, Page } from '../answers.js';
import { SHORT_TIME, t } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Badge, Card, Choice, Code, Empty, Field, Loading, PageTitle, Refresh, Table, Time } from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

const TYPES = [
  'otp.requested',
  'otp.verified',
  'otp.failed',
  'message.accepted',
  'message.delivered',
  'message.failed',
  'user.created',
  'user.erased',
  'session.started',
  'session.ended',
  'session.reuse_detected',
  'contact.changed',
  'number.locked',
  'admin_key.refused',
  'fraud.blocked',
  'alert.raised',
  'alert.cleared',
];
const LIMIT = '50';

export function EventsPage() {
  const { api } = useApp();
  const [filter, setFilter] = useState({ type: '', subject: '' });
  const [further, setFurther] = useState<Page<Event>>();
  const read = (cursor?: string) =>
    api.call<Page<Event>>('api/v1/events', { query: { ...filter, order: 'desc', limit: LIMIT, cursor } });
  const loaded = useLoad(() => read(), [filter]);
  useEffect(() => setFurther(undefined), [loaded.value]);
  const next = (further ?? loaded.value)?.next_cursor;
  const showMore = async () => {
    const page = await read(next ?? undefined);
    setFurther({ items: [...(further?.items ?? []), ...page.items], next_cursor: page.next_cursor });
  };
  return (
    <>
      <PageTitle title={t('events')} lead={t('eventsLead')}>
        <Refresh loaded={loaded} />
      </PageTitle>
      <form
        class="filters"
        aria-label={t('filters')}
        onSubmit={(event) => {
          event.preventDefault();
          const subject = new FormData(event.currentTarget).get('subject');
          setFilter({ ...filter, subject: typeof subject === 'string' ? subject.trim() : '' });
        }}
      >
        <Choice
          label={t('type')}
          value={filter.type}
          options={[['', t('all')], ...TYPES.map((type): [string, string] => [type, type])]}
          onChoose={(type) => setFilter({ ...filter, type })}
        />
        <Field label={t('subject')} name="subject" dir="ltr" maxLength={128} />
        <div class="actions">
          <button class="primary">{t('apply')}</button>
        </div>
      </form>
      <Loading loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('noEvents')}</Empty>
          ) : (
            <Card>
              <EventTable events={[...items, ...(further?.items ?? [])]} />
              {next && (
                <button type="button" class="more" onClick={() => void showMore()}>
                  {t('more')}
                </button>
              )}
            </Card>
          )
        }
      </Loading>
    </>
  );
}

function EventTable({ events }: { events: Event[] }) {
  return (
    <Table
      caption={t('eventsCaption')}
      rows={events}
      keyOf={({ id }) => id}
      columns={[
        [t('time'), ({ timestamp }) => <Time at={timestamp} options={SHORT_TIME} />],
        [t('type'), ({ type }) => <Badge tone={toneOf(type)}>{type}</Badge>],
        [t('subject'), ({ subject }) => (subject === null ? '–' : <Code>{subject}</Code>)],
        [
          t('data'),
          ({ data }) => (
            <details>
              <summary>{t('details')}</summary>
              <pre dir="ltr" lang="en">
                {JSON.stringify(data, null, 2)}
              </pre>
            </details>
          ),
          'wide',
        ],
      ]}
    />
  );
}

function toneOf(type: string): 'good' | 'bad' | 'warn' | 'info' | 'plain' {
  if (/verified|delivered|cleared/.test(type)) return 'good';
  if (/message\.failed|reuse|raised|blocked|refused/.test(type)) return 'bad';
  if (/failed|locked|erased/.test(type)) return 'warn';
  return 'info';
}
