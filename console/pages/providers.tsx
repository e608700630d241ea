import { useState } from 'preact/hooks';
import type { Account, Status } from '../answers.js';
import { country, duration, label, money, number, SHORT_TIME, t, time } from '../language.js';
import { useApp } from '../parts/app-context.js';
import {
  Badge,
  Card,
  Code,
  Empty,
  Facts,
  Loading,
  PageTitle,
  Refresh,
  Sentence,
  Table,
  Time,
} from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

export function ProvidersPage() {
  const { api } = useApp();
  const [isAsked, setAsked] = useState(false);
  const loaded = useLoad(() => api.call<Status>('api/v1/sms/status'), []);
  const accounts = useLoad(
    () => (isAsked ? api.call<{ accounts: Account[] }>('api/v1/sms/account') : undefined),
    [isAsked],
  );
  return (
    <>
      <PageTitle title={t('providers')} lead={t('providersLead')}>
        <button
          type="button"
          onClick={() => {
            setAsked(true);
            accounts.reload();
          }}
          disabled={isAsked && accounts.isLoading}
        >
          {t('checkAccounts')}
        </button>
        <Refresh loaded={loaded} />
      </PageTitle>
      {isAsked && accounts.problem && <Loading loaded={accounts}>{() => null}</Loading>}
      <Loading loaded={loaded}>
        {(status) => <StatusView status={{ ...status, accounts: accounts.value?.accounts ?? status.accounts }} />}
      </Loading>
    </>
  );
}

function StatusView({ status }: { status: Status }) {
  const { mode, providers, breakers, accounts, routes, last_errors, processes, queue } = status;
  return (
    <>
      <ul class="tiles">
        <li>
          <span class="small">{t('mode')}</span>
          <strong>{label('mode', mode)}</strong>
        </li>
        <li>
          <span class="small">{t('waiting')}</span>
          <strong>{number(queue.queued)}</strong>
        </li>
        <li>
          <span class="small">{t('sendingNow')}</span>
          <strong>{number(queue.sending)}</strong>
        </li>
        <li>
          <span class="small">{t('oldest')}</span>
          <strong>{queue.oldest_age === null ? '–' : duration(queue.oldest_age)}</strong>
        </li>
      </ul>
      <div class="columns">
        {providers.map((provider) => (
          <ProviderCard
            key={provider.name}
            provider={provider}
            account={accounts.find((account) => account.provider === provider.name)}
            isOpen={breakers.some(({ name }) => name.split('/')[0] === provider.name)}
          />
        ))}
      </div>
      <Card title={t('breakers')}>
        {breakers.length === 0 ? (
          <Empty>{t('noBreakers')}</Empty>
        ) : (
          <Table
            caption={t('breakers')}
            isCaptionHidden
            rows={breakers}
            keyOf={({ name }) => name}
            columns={[
              [t('provider'), ({ name }) => <Code>{name}</Code>],
              [t('reason'), ({ reason }) => <Sentence>{reason}</Sentence>, 'wide'],
              [t('startedAt'), ({ opened_at }) => <Time at={opened_at} options={SHORT_TIME} />],
              [t('retryAt'), ({ retry_at }) => <Time at={retry_at} options={SHORT_TIME} />],
            ]}
          />
        )}
      </Card>
      <Card title={t('errors')}>
        {last_errors.length === 0 ? (
          <Empty>{t('noErrors')}</Empty>
        ) : (
          <Table
            caption={t('errors')}
            isCaptionHidden
            rows={last_errors}
            keyOf={({ provider, method, raw_code }) => [provider, method, raw_code].join(' ')}
            columns={[
              [t('provider'), ({ provider, method }) => `${provider} / ${method}`],
              [t('code'), ({ raw_code }) => raw_code ?? '–', 'number'],
              [t('count'), ({ count }) => number(count), 'number'],
              [t('meaning'), ({ meaning }) => (meaning ? <Sentence>{meaning}</Sentence> : '–'), 'wide'],
              [t('lastAt'), ({ last_at }) => <Time at={last_at} options={SHORT_TIME} />],
            ]}
          />
        )}
      </Card>
      <div class="columns">
        <Card title={t('routes')}>
          <Table
            caption={t('routesCaption')}
            isCaptionHidden
            rows={Object.entries(routes)}
            keyOf={([code]) => code}
            columns={[
              [t('country'), ([code]) => (code === '*' ? t('otherCountries') : country(code))],
              [t('providers'), ([, names]) => names.join(' → ') || '–'],
            ]}
          />
        </Card>
        <Card title={t('processes')}>
          <Table
            caption={t('processes')}
            isCaptionHidden
            rows={processes}
            keyOf={({ host, started_at }, index) => `${host} ${started_at} ${index}`}
            columns={[
              [t('host'), ({ host }) => <Code>{host}</Code>],
              [t('role'), ({ role }) => role],
              [t('version'), ({ version }) => version],
              [t('startedAt'), ({ started_at }) => <Time at={started_at} options={SHORT_TIME} />],
            ]}
          />
        </Card>
      </div>
    </>
  );
}

function ProviderCard({
  provider: { name, methods, reports },
  account,
  isOpen,
}: {
  provider: Status['providers'][number];
  account: Account | undefined;
  isOpen: boolean;
}) {
  return (
    <Card
      title={name}
      aside={isOpen ? <Badge tone="bad">{t('breakerOpen')}</Badge> : <Badge tone="good">{t('breakerClosed')}</Badge>}
    >
      <Facts
        facts={[
          [t('credit'), <Credit account={account} />],
          [t('methods'), methods.join(', ') || '–'],
          [t('reports'), reports.join(', ') || '–'],
        ]}
      />
      {account?.error && (
        <p class="notice bad">
          <Sentence>{account.error}</Sentence>
        </p>
      )}
    </Card>
  );
}

function Credit({ account }: { account: Account | undefined }) {
  if (account?.credit === undefined) return <>{t('creditUnknown')}</>;
  return (
    <>
      <bdi>{money(account.credit, account.currency)}</bdi> {account.low && <Badge tone="warn">{t('creditLow')}</Badge>}{' '}
      <span class="small">{t('checkedAt', { time: time(account.checked_at, { timeStyle: 'short' }) })}</span>
    </>
  );
}
