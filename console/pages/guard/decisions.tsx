import { useEffect, useState } from 'preact/hooks';
import type { GuardDecision, Page } from '../../answers.js';
import { country, label, number, SHORT_TIME, t } from '../../language.js';
import { useApp } from '../../parts/app-context.js';
import { Badge, Card, Choice, Code, Empty, Loading, Table, Time } from '../../parts/basics.js';
import { useLoad } from '../../parts/use-load.js';

const OUTCOMES = ['sent', 'challenged', 'delayed', 'other_channel', 'refused'];
const RULES = [
  'block_list',
  'line_type',
  'country_hour',
  'country_day',
  'prefix_4_hour',
  'prefix_4_day',
  'prefix_3_hour',
  'prefix_3_day',
  'address_hour',
  'address_day',
  'network_hour',
  'network_day',
  'address_country_day',
  'countries_per_address',
  'device_hour',
  'device_day',
  'spend_hour',
  'spend_day',
];
const LIMIT = '20';
const TONES = { sent: 'plain', challenged: 'info', delayed: 'warn', other_channel: 'warn', refused: 'bad' } as const;

/** @param reloadedAt when the page was last refreshed */
export function DecisionsCard({ reloadedAt }: { reloadedAt?: number }) {
  const { api } = useApp();
  const [filter, setFilter] = useState({ outcome: '', rule: '' });
  const [further, setFurther] = useState<Page<GuardDecision>>();
  const read = (cursor?: string) =>
    api.call<Page<GuardDecision>>('api/v1/fraud/decisions', { query: { ...filter, limit: LIMIT, cursor } });
  const loaded = useLoad(() => read(), [filter, reloadedAt]);
  useEffect(() => setFurther(undefined), [loaded.value]);
  const next = (further ?? loaded.value)?.next_cursor;
  const showMore = async () => {
    const page = await read(next ?? undefined);
    setFurther({ items: [...(further?.items ?? []), ...page.items], next_cursor: page.next_cursor });
  };
  return (
    <Card title={t('decisions')}>
      <div class="filters" role="group" aria-label={t('filters')}>
        <Choice
          label={t('outcome')}
          value={filter.outcome}
          options={[
            ['', t('all')],
            ...OUTCOMES.map((outcome): [string, string] => [outcome, label('decision', outcome)]),
          ]}
          onChoose={(outcome) => setFilter({ ...filter, outcome })}
        />
        <Choice
          label={t('rule')}
          value={filter.rule}
          options={[['', t('all')], ...RULES.map((rule): [string, string] => [rule, rule])]}
          onChoose={(rule) => setFilter({ ...filter, rule })}
        />
      </div>
      <Loading loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('noDecisions')}</Empty>
          ) : (
            <>
              <DecisionTable decisions={[...items, ...(further?.items ?? [])]} />
              {next && (
                <button type="button" class="more" onClick={() => void showMore()}>
                  {t('more')}
                </button>
              )}
            </>
          )
        }
      </Loading>
    </Card>
  );
}

function DecisionTable({ decisions }: { decisions: GuardDecision[] }) {
  return (
    <Table
      caption={t('guardCaption')}
      isCaptionHidden
      rows={decisions}
      keyOf={({ at, rule }, index) => `${at} ${rule} ${index}`}
      columns={[
        [t('time'), ({ at }) => <Time at={at} options={SHORT_TIME} />],
        [
          t('recipient'),
          ({ recipient, requested_by: key }) => (
            <>
              <Code>{recipient}</Code>
              {key !== null && ` (${t('sendOf', { key })})`}
            </>
          ),
        ],
        [t('country'), (decision) => (decision.country === null ? '–' : country(decision.country))],
        [t('rule'), ({ rule }) => <Code>{rule}</Code>],
        [
          t('figure'),
          ({ figure, threshold }) => (threshold === 0 ? '–' : `${number(figure)} / ${number(threshold)}`),
          'number',
        ],
        [t('action'), ({ action }) => label('guardAction', action)],
        [
          t('outcome'),
          ({ outcome, enforced }) => (
            <Badge tone={TONES[outcome as keyof typeof TONES] ?? 'plain'}>
              {enforced ? label('decision', outcome) : t('onlyRecorded')}
            </Badge>
          ),
        ],
      ]}
    />
  );
}
