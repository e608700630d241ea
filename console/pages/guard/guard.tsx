import type { PolicyInForce } from '../../answers.js';
import { label, number, t, time } from '../../language.js';
import { useApp } from '../../parts/app-context.js';
import { Badge, Facts, Loading, PageTitle, Refresh } from '../../parts/basics.js';
import { useLoad } from '../../parts/use-load.js';
import { ConversionCard } from './conversion.js';
import { DecisionsCard } from './decisions.js';
import { ListCard } from './lists.js';

export function GuardPage() {
  const { api } = useApp();
  const policy = useLoad(() => api.call<PolicyInForce>('api/v1/fraud/policy'), []);
  return (
    <>
      <PageTitle title={t('guard')} lead={t('guardLead')}>
        <Refresh loaded={policy} />
      </PageTitle>
      <Loading loaded={policy}>
        {({ mode, version, set_at }) => (
          <>
            <Facts
              facts={[
                [
                  t('mode'),
                  <>
                    <Badge tone={mode === 'enforce' ? 'good' : mode === 'off' ? 'warn' : 'info'}>
                      {label('guardMode', mode)}
                    </Badge>{' '}
                    {label('guardModeHelp', mode)}
                  </>,
                ],
                [
                  t('policy'),
                  set_at === null
                    ? t('policyBuiltIn')
                    : t('policyVersion', { version: number(version), time: time(set_at) }),
                ],
              ]}
            />
            <DecisionsCard reloadedAt={policy.at} />
            <ConversionCard reloadedAt={policy.at} />
            <div class="columns">
              <ListCard list="block" reloadedAt={policy.at} />
              <ListCard list="allow" reloadedAt={policy.at} />
            </div>
          </>
        )}
      </Loading>
    </>
  );
}
