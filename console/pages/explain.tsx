import { useEffect, useState } from 'preact/hooks';
import type { Explanation, TimelineEntry } from '../answers.js';
import { label, number, t } from '../language.js';
import { useApp } from '../parts/app-context.js';
import { Badge, Card, Code, Loading, PageTitle, QueryForm, Sentence, Time } from '../parts/basics.js';
import { useLoad } from '../parts/use-load.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param id of a challenge or message, where another page leads here */
export function ExplainPage({ id }: { id?: string }) {
  const { api, announce } = useApp();
  const [asked, setAsked] = useState<{ query: string } | undefined>(id === undefined ? undefined : { query: id });
  useEffect(() => {
    if (id !== undefined) setAsked({ query: id });
  }, [id]);
  const loaded = useLoad(() => asked && explain(asked.query), [asked]);
  const { value } = loaded;
  useEffect(() => {
    if (value) announce(value.summary);
  }, [value]);

  function explain(query: string): Promise<Explanation> {
    if (UUID.test(query)) return api.call(`api/v1/admin/explain/${query}`);
    return api.call('api/v1/admin/explain', { method: 'POST', body: { query } });
  }

  return (
    <>
      <PageTitle title={t('explain')} lead={t('explainLead')} />
      <QueryForm label={t('explainField')} button={t('explainButton')} onQuery={(query) => setAsked({ query })} />
      {asked && <Loading loaded={loaded}>{(explanation) => <ExplanationView explanation={explanation} />}</Loading>}
    </>
  );
}

function ExplanationView({ explanation: { summary, recipient, timeline } }: { explanation: Explanation }) {
  return (
    <>
      <section class="verdict" aria-label={t('explain')}>
        <p class="small">
          {t('recipient')} <Code>{recipient}</Code>
        </p>
        <p class="verdict-text">
          <Sentence>{summary}</Sentence>
        </p>
      </section>
      {timeline.length > 0 && (
        <Card title={t('timeline')}>
          <ol class="timeline">
            {timeline.map((entry, index) => (
              <TimelineItem key={index} entry={entry} />
            ))}
          </ol>
        </Card>
      )}
    </>
  );
}

function TimelineItem({ entry }: { entry: TimelineEntry }) {
  const { at, kind, text, provider, method, raw_code, latency_ms } = entry;
  const details = [
    ...(provider ? [[provider, method].filter(Boolean).join(' / ')] : []),
    ...(raw_code === undefined ? [] : [t('providerCode', { code: raw_code })]),
    ...(latency_ms === undefined ? [] : [t('latency', { ms: number(latency_ms) })]),
  ];
  return (
    <li class={toneOf(entry)}>
      <div class="timeline-head">
        <Badge tone={toneOf(entry)}>{label('kind', kind)}</Badge>
        <Time at={at} options={{ dateStyle: 'medium', timeStyle: 'medium' }} />
      </div>
      <p>
        <Sentence>{text}</Sentence>
      </p>
      {details.length > 0 && <p class="small">{details.join(' · ')}</p>}
    </li>
  );
}

function toneOf({ kind, outcome, text }: TimelineEntry): 'good' | 'bad' | 'warn' | 'info' | 'plain' {
  if (kind === 'failed' || kind === 'guard') return 'bad';
  if (kind === 'limit') return 'warn';
  if (kind === 'attempt') return outcome === 'accepted' ? 'good' : outcome === 'started' ? 'plain' : 'bad';
  if (kind === 'delivery') return text.includes(' delivered') ? 'good' : 'bad';
  if (kind === 'session') return 'good';
  if (kind === 'entered') return 'info';
  if (kind === 'ended') return text.includes(' used') ? 'good' : 'warn';
  return 'plain';
}
