import { useState } from 'preact/hooks';
import type { Problem } from '../api.js';
import type { Limits } from '../answers.js';
import { duration, number, t } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Badge, Card, Loading, PageTitle, ProblemNotice, QueryForm, Share, Table } from '../parts/basics.js';
import { problemOf, useLoad } from '../parts/use-load.js';

export function LimitsPage() {
  const { api } = useApp();
  const [asked, setAsked] = useState<{ query: string }>();
  const loaded = useLoad(() => asked && api.call<Limits>(pathOf(asked.query)), [asked]);
  return (
    <>
      <PageTitle title={t('limits')} lead={t('limitsLead')} />
      <QueryForm label={t('contact')} button={t('showLimits')} onQuery={(query) => setAsked({ query })} />
      {asked && (
        <Loading loaded={loaded}>{(limits) => <LimitsView limits={limits} onCleared={loaded.reload} />}</Loading>
      )}
    </>
  );
}

function LimitsView({ limits: { phone_number, email, limits }, onCleared }: { limits: Limits; onCleared: () => void }) {
  const { api, announce, confirm } = useApp();
  const [problem, setProblem] = useState<Problem>();
  // Isolated, so that its digits keep their order in a text from right to left.
  const contact = phone_number ?? email ?? '';
  const recipient = `\u2066${contact}\u2069`;
  const clear = async () => {
    const question = { title: t('clearLimits'), text: t('clearQuestion', { recipient }), action: t('clearLimits') };
    if (!(await confirm(question))) return;
    setProblem(undefined);
    try {
      await api.call(pathOf(contact), { method: 'DELETE' });
      announce(t('cleared', { recipient }));
      onCleared();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Card
      title={t('limitsOf', { recipient })}
      aside={
        <button type="button" class="primary" onClick={() => void clear()}>
          {t('clearLimits')}
        </button>
      }
    >
      {problem && <ProblemNotice problem={problem} />}
      <Table
        caption={t('limitsOf', { recipient })}
        isCaptionHidden
        rows={limits}
        keyOf={({ name, purpose, by }) => [name, purpose, by].join(' ')}
        columns={[
          [
            t('limit'),
            ({ name, purpose, by }) => (
              <>
                <code dir="ltr">{name}</code>
                {purpose && <span class="small"> {[purpose, by].filter(Boolean).join(' · ')}</span>}
              </>
            ),
          ],
          [
            t('used'),
            ({ used, limit }) => (
              <Share isLimit part={used} whole={limit} text={`${number(used)} / ${number(limit)}`} />
            ),
          ],
          [
            t('left'),
            ({ remaining }) => (remaining === 0 ? <Badge tone="bad">{t('usedUp')}</Badge> : number(remaining)),
            'number',
          ],
          [t('resetsIn'), ({ resets_in }) => (resets_in === 0 ? '–' : duration(resets_in)), 'number'],
        ]}
      />
    </Card>
  );
}

function pathOf(recipient: string): string {
  return `api/v1/sms/rate-limits/${encodeURIComponent(recipient)}`;
}
