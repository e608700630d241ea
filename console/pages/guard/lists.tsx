import { useState } from 'preact/hooks';
import type { Problem } from '../../api.js';
import type { ListEntries } from '../../answers.js';
import { label, SHORT_TIME, t } from '../../language.js';
import { useApp } from '../../parts/app-context.js';
import { Card, Code, Empty, Field, Loading, ProblemNotice, Table, Time } from '../../parts/basics.js';
import { problemOf, useLoad } from '../../parts/use-load.js';

interface Changed {
  entry: string;
  changed: boolean;
}

/**
 * The allow list or the block list, with what changes it.
 * @param reloadedAt when the page was last refreshed
 */
export function ListCard({ list, reloadedAt }: { list: 'allow' | 'block'; reloadedAt?: number }) {
  const { api, announce, confirm } = useApp();
  const [problem, setProblem] = useState<Problem>();
  const path = `api/v1/fraud/lists/${list}`;
  const loaded = useLoad(() => api.call<ListEntries>(path), [reloadedAt]);
  const change = async (method: 'POST' | 'DELETE', entry: string): Promise<Changed | undefined> => {
    setProblem(undefined);
    try {
      const changed = await api.call<Changed>(path, { method, body: { entry } });
      loaded.reload();
      return changed;
    } catch (error) {
      setProblem(problemOf(error));
      return undefined;
    }
  };
  const add = async (form: HTMLFormElement) => {
    const entry = new FormData(form).get('entry');
    if (typeof entry !== 'string' || entry.trim() === '') return;
    const added = await change('POST', entry.trim());
    if (!added) return;
    form.reset();
    announce(t(added.changed ? 'added' : 'alreadyListed', { entry: isolated(added.entry) }));
  };
  const remove = async (entry: string) => {
    const question = {
      title: t('removeEntry', { entry: isolated(entry) }),
      text: t('removeQuestion', { entry: isolated(entry) }),
      action: t('remove'),
    };
    if ((await confirm(question)) && (await change('DELETE', entry)))
      announce(t('removed', { entry: isolated(entry) }));
  };
  return (
    <Card title={label('list', list)}>
      <form
        class="filters"
        aria-label={label('list', list)}
        onSubmit={(event) => {
          event.preventDefault();
          void add(event.currentTarget);
        }}
      >
        <Field label={t('entry')} help={t('entryHelp')} name="entry" required dir="ltr" maxLength={320} />
        <div class="actions">
          <button class="primary">{t('addToList')}</button>
        </div>
      </form>
      {problem && <ProblemNotice problem={problem} />}
      <Loading loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('emptyList')}</Empty>
          ) : (
            <Table
              caption={label('list', list)}
              isCaptionHidden
              rows={items}
              keyOf={({ entry }) => entry}
              columns={[
                [t('entry'), ({ entry }) => <Code>{entry}</Code>],
                [t('addedAt'), ({ created_at }) => <Time at={created_at} options={SHORT_TIME} />],
                [
                  t('remove'),
                  ({ entry }) => (
                    <button
                      type="button"
                      aria-label={t('removeEntry', { entry: isolated(entry) })}
                      onClick={() => void remove(entry)}
                    >
                      {t('remove')}
                    </button>
                  ),
                ],
              ]}
            />
          )
        }
      </Loading>
    </Card>
  );
}

/** Its digits keep their order in a text from right to left. */
function isolated(entry: string): string {
  return `\u2066${entry}\u2069`;
}
