import type { Queues } from '../answers.js';
import { number, t } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Card, Code, Loading, PageTitle, Refresh, Table } from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

export function QueuesPage() {
  const { api } = useApp();
  const loaded = useLoad(() => api.call<Queues>('admin/queues/api/queues'), []);
  return (
    <>
      <PageTitle title={t('queues')} lead={t('queuesLead')}>
        {loaded.value && (
          <a class="button primary" href="admin/queues">
            {t('openBoard')}
          </a>
        )}
        <Refresh loaded={loaded} />
      </PageTitle>
      <Loading loaded={loaded}>
        {({ queues }) => (
          <Card>
            <Table
              caption={t('queuesCaption')}
              rows={queues}
              keyOf={({ name }) => name}
              columns={[
                [t('queue'), ({ name }) => <Code>{name}</Code>],
                [t('waiting'), ({ counts }) => number(counts['waiting'] ?? 0), 'number'],
                [t('activeJobs'), ({ counts }) => number(counts['active'] ?? 0), 'number'],
                [t('delayedJobs'), ({ counts }) => number(counts['delayed'] ?? 0), 'number'],
              ]}
            />
          </Card>
        )}
      </Loading>
    </>
  );
}
