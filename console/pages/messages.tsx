import { useEffect, useState } from 'preact/hooks';
import type { Message, MessageDetail, Page } from '../answers.js';
import { label, money, number, SHORT_TIME, t } from '../language.js';
import { useApp } from '../parts/app-context.js';
import {
  Card,
  Choice,
  Code,
  Empty,
  Facts,
  Field,
  Loading,
  OutcomeBadge,
  PageTitle,
  ProblemNotice,
  Refresh,
  Sentence,
  StatusBadge,
  Table,
  Time,
} from '../parts/basics.js';
import { problemOf, useLoad } from '../parts/use-load.js';
import type { Problem } from '../api.js';

const STATUSES = ['queued', 'sending', 'accepted', 'delivered', 'undelivered', 'failed', 'expired', 'cancelled'];
const KINDS = ['otp', 'simple', 'template', 'bulk'];

type Filter = Record<'phone' | 'status' | 'provider' | 'kind' | 'from' | 'to', string>;
const NO_FILTER: Filter = { phone: '', status: '', provider: '', kind: '', from: '', to: '' };

export function MessagesPage() {
  const { api } = useApp();
  const [filter, setFilter] = useState(NO_FILTER);
  const [further, setFurther] = useState<Page<Message>>();
  const read = (cursor?: string) =>
    api.call<Page<Message>>('api/v1/sms/messages', {
      query: { ...filter, from: isoOf(filter.from), to: isoOf(filter.to), cursor },
    });
  const loaded = useLoad(() => read(), [filter]);
  useEffect(() => setFurther(undefined), [loaded.value]);
  const next = (further ?? loaded.value)?.next_cursor;
  const showMore = async () => {
    const page = await read(next ?? undefined);
    setFurther({ items: [...(further?.items ?? []), ...page.items], next_cursor: page.next_cursor });
  };
  return (
    <>
      <PageTitle title={t('messages')}>
        <Refresh loaded={loaded} />
      </PageTitle>
      <FilterForm filter={filter} onFilter={setFilter} />
      <Loading loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('noMessages')}</Empty>
          ) : (
            <Card>
              <MessageTable messages={[...items, ...(further?.items ?? [])]} />
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

function FilterForm({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const [draft, setDraft] = useState(filter);
  const field = (name: keyof Filter) => ({
    value: draft[name],
    onInput: (event: { currentTarget: HTMLInputElement }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  const choice = (name: keyof Filter, values: string[], group: string) => ({
    value: draft[name],
    options: [['', t('all')], ...values.map((value) => [value, label(group, value)])] as [string, string][],
    onChoose: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <form
      class="filters"
      aria-label={t('filters')}
      onSubmit={(event) => {
        event.preventDefault();
        onFilter(draft);
      }}
    >
      <Field label={t('phone')} dir="ltr" maxLength={320} {...field('phone')} />
      <Choice label={t('status')} {...choice('status', STATUSES, 'status')} />
      <Choice label={t('kind')} {...choice('kind', KINDS, 'message')} />
      <Field label={t('provider')} dir="ltr" maxLength={64} {...field('provider')} />
      <Field label={t('from')} type="datetime-local" {...field('from')} />
      <Field label={t('to')} type="datetime-local" {...field('to')} />
      <div class="actions">
        <button class="primary">{t('apply')}</button>
        <button
          type="button"
          onClick={() => {
            setDraft(NO_FILTER);
            onFilter(NO_FILTER);
          }}
        >
          {t('clearFilters')}
        </button>
      </div>
    </form>
  );
}

function MessageTable({ messages }: { messages: Message[] }) {
  return (
    <Table
      caption={t('messagesCaption')}
      rows={messages}
      keyOf={({ id }) => id}
      columns={[
        [
          t('created'),
          ({ id, created_at }) => (
            <a href={`#/messages/${id}`}>
              <Time at={created_at} options={SHORT_TIME} />
            </a>
          ),
        ],
        [t('recipient'), ({ recipient }) => <Code>{recipient}</Code>],
        [t('status'), ({ status }) => <StatusBadge status={status} />],
        [t('kind'), ({ kind, channel }) => `${label('message', kind)} · ${channel}`],
        [t('provider'), ({ provider, method }) => [provider, method].filter(Boolean).join(' / ') || '–'],
        [t('lastError'), ({ last_error }) => (last_error ? <Sentence>{last_error}</Sentence> : '–'), 'wide'],
      ]}
    />
  );
}

export function MessagePage({ id }: { id: string }) {
  const { api } = useApp();
  const loaded = useLoad(() => api.call<MessageDetail>(`api/v1/sms/messages/${id}`), [id]);
  return (
    <>
      <PageTitle title={t('message')}>
        <a class="button" href={`#/explain/${id}`}>
          {t('explainThis')}
        </a>
        <Refresh loaded={loaded} />
      </PageTitle>
      <Loading loaded={loaded}>{(message) => <MessageView message={message} onChanged={loaded.reload} />}</Loading>
    </>
  );
}

function MessageView({ message, onChanged }: { message: MessageDetail; onChanged: () => void }) {
  const { provider, method, cost, currency, attempts } = message;
  return (
    <>
      <Card title={t('details')} aside={<MessageActions message={message} onChanged={onChanged} />}>
        <Facts
          facts={[
            [t('id'), <Code>{message.id}</Code>],
            [t('recipient'), <Code>{message.recipient}</Code>],
            [t('status'), <StatusBadge status={message.status} />],
            [t('kind'), `${label('message', message.kind)} · ${message.channel}`],
            [t('provider'), [provider, method].filter(Boolean).join(' / ') || '–'],
            [t('providerMessageId'), message.provider_message_id && <Code>{message.provider_message_id}</Code>],
            [t('sender'), message.sender && <Code>{message.sender}</Code>],
            [t('requestedBy'), message.requested_by],
            [t('segments'), message.segments === null ? null : number(message.segments)],
            [t('cost'), cost === null ? null : money(cost, currency ?? undefined)],
            [t('created'), <Time at={message.created_at} />],
            [t('acceptedAt'), <Time at={message.accepted_at} />],
            [t('reportedAt'), <Time at={message.reported_at} />],
            [t('expiresAt'), <Time at={message.expires_at} />],
            [t('routeReason'), message.route_reason && <Sentence>{message.route_reason}</Sentence>],
            [t('lastError'), message.last_error && <Sentence>{message.last_error}</Sentence>],
          ]}
        />
      </Card>
      <Card title={t('attempts')}>
        {attempts.length === 0 ? (
          <Empty>{t('noAttempts')}</Empty>
        ) : (
          <Table
            caption={t('attempts')}
            isCaptionHidden
            rows={attempts}
            keyOf={({ started_at }, index) => `${started_at} ${index}`}
            columns={[
              [t('time'), ({ started_at }) => <Time at={started_at} options={SHORT_TIME} />],
              [t('provider'), (attempt) => `${attempt.provider} / ${attempt.method}`],
              [t('outcome'), ({ outcome }) => <OutcomeBadge outcome={outcome} />],
              [t('code'), ({ raw_code }) => raw_code ?? '–', 'number'],
              [t('took'), ({ latency_ms }) => (latency_ms === null ? '–' : `${number(latency_ms)} ms`), 'number'],
              [t('meaning'), ({ meaning }) => (meaning ? <Sentence>{meaning}</Sentence> : '–'), 'wide'],
            ]}
          />
        )}
      </Card>
    </>
  );
}

function MessageActions({ message: { id, status }, onChanged }: { message: Message; onChanged: () => void }) {
  const { api, announce, confirm } = useApp();
  const [problem, setProblem] = useState<Problem>();
  const act = async (action: 'retry' | 'cancel', done: string) => {
    setProblem(undefined);
    try {
      await api.call(`api/v1/sms/messages/${id}/${action}`, { method: 'POST' });
      announce(done);
      onChanged();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const cancel = async () => {
    const question = {
      title: t('cancelMessage'),
      text: t('cancelQuestion'),
      action: t('cancelMessage'),
      isDangerous: true,
    };
    if (await confirm(question)) await act('cancel', t('cancelled'));
  };
  return (
    <div class="actions">
      {status === 'queued' && (
        <button type="button" onClick={() => void act('retry', t('retried'))}>
          {t('retry')}
        </button>
      )}
      {(status === 'queued' || status === 'accepted') && (
        <button type="button" class="danger" onClick={() => void cancel()}>
          {t('cancelMessage')}
        </button>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}

/** The local time of a form field as the API takes it. */
function isoOf(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}
