import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../api.js';
import type { Page, Session, User } from '../answers.js';
import { label, number, SHORT_TIME, t, time } from '../language.js';
import { useApp, type Question } from '../parts/app-context.js';
import {
  Badge,
  Card,
  Code,
  Empty,
  Facts,
  Loading,
  PageTitle,
  ProblemNotice,
  QueryForm,
  Sentence,
  Table,
  Time,
} from '../parts/basics.js';
import { problemOf, useLoad } from '../parts/use-load.js';

const USERS = 'api/v1/admin/users';

export function UsersPage() {
  const { api } = useApp();
  const [asked, setAsked] = useState<{ query: string }>();
  const loaded = useLoad(
    () => asked && api.call<Page<User>>(`${USERS}/find`, { method: 'POST', body: asked }),
    [asked],
  );
  return (
    <>
      <PageTitle title={t('users')} lead={t('usersLead')} />
      <QueryForm label={t('userField')} button={t('findUser')} onQuery={(query) => setAsked({ query })} />
      {asked && (
        <Loading loaded={loaded}>
          {({ items: [user] }) =>
            user ? <UserView key={user.id} user={user} onChanged={loaded.reload} /> : <Empty>{t('noUser')}</Empty>
          }
        </Loading>
      )}
    </>
  );
}

function UserView({ user, onChanged }: { user: User; onChanged: () => void }) {
  const { api, announce, confirm } = useApp();
  const [problem, setProblem] = useState<Problem>();
  const sessions = useLoad(() => api.call<Page<Session>>(`${USERS}/${user.id}/sessions`), [user]);

  const act = async (
    path: string,
    method: 'GET' | 'POST' | 'DELETE',
    done: (answer: Record<string, number>) => string,
    question?: Question,
  ) => {
    if (question && !(await confirm(question))) return;
    setProblem(undefined);
    try {
      announce(done(await api.call<Record<string, number>>(`${USERS}/${user.id}/${path}`, { method })));
      if (method !== 'GET') onChanged();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const endSessions = () =>
    act('sessions', 'DELETE', ({ ended = 0 }) => t('sessionsEnded', { count: number(ended) }), {
      title: t('endSessions'),
      text: t('endSessionsQuestion'),
      action: t('endSessions'),
      isDangerous: true,
    });
  const block = () =>
    act('block', 'POST', () => t('userBlocked'), {
      title: t('block'),
      text: t('blockQuestion'),
      action: t('block'),
      isDangerous: true,
    });
  const unblock = () => act('unblock', 'POST', () => t('userUnblocked'));
  const erase = () =>
    act('erase', 'POST', (rows) => t('erased', rows), {
      title: t('eraseTitle'),
      text: t('eraseQuestion'),
      action: t('erase'),
      isDangerous: true,
      word: (user.phone_number ?? user.email ?? user.id).slice(-4),
    });
  const download = () =>
    act('export', 'GET', (data) => {
      save(data, `ramz-user-${user.id}.json`);
      return t('exported');
    });

  return (
    <>
      <Card
        title={t('user')}
        aside={user.blocked_at ? <Badge tone="bad">{t('blocked')}</Badge> : <Badge tone="good">{t('active')}</Badge>}
      >
        <Facts
          facts={[
            [t('id'), <Code>{user.id}</Code>],
            [t('phoneNumber'), <Contact value={user.phone_number} verifiedAt={user.phone_verified_at} />],
            [t('email'), <Contact value={user.email} verifiedAt={user.email_verified_at} />],
            [t('role'), label('role', user.role)],
            [t('firstSignIn'), <Time at={user.created_at} />],
            [t('lastSignIn'), <Time at={user.last_login_at} />],
            [t('lastActive'), <Time at={user.last_active_at} />],
            ...(user.blocked_at
              ? [[t('blocked'), <Time at={user.blocked_at} />] as [string, preact.ComponentChildren]]
              : []),
          ]}
        />
        {problem && <ProblemNotice problem={problem} />}
        <div class="actions">
          {user.blocked_at ? (
            <button type="button" onClick={() => void unblock()}>
              {t('unblock')}
            </button>
          ) : (
            <button type="button" onClick={() => void block()}>
              {t('block')}
            </button>
          )}
          <button type="button" onClick={() => void download()}>
            {t('exportUser')}
          </button>
          <button type="button" class="danger" onClick={() => void erase()}>
            {t('erase')}
          </button>
        </div>
      </Card>
      <Loading loaded={sessions}>
        {({ items, next_cursor }) => (
          <Card
            title={t('sessions')}
            aside={
              items.length > 0 && (
                <button type="button" onClick={() => void endSessions()}>
                  {t('endSessions')}
                </button>
              )
            }
          >
            {items.length === 0 ? (
              <Empty>{t('noSessions')}</Empty>
            ) : (
              <SessionTable userId={user.id} first={items} next={next_cursor} />
            )}
          </Card>
        )}
      </Loading>
    </>
  );
}

function Contact({ value, verifiedAt }: { value: string | null; verifiedAt: string | null }) {
  if (value === null) return <>–</>;
  return (
    <>
      <Code>{value}</Code>{' '}
      <span class="small">
        {verifiedAt ? t('verifiedAt', { time: time(verifiedAt, { dateStyle: 'medium' }) }) : t('notVerified')}
      </span>
    </>
  );
}

function SessionTable({ userId, first, next }: { userId: string; first: Session[]; next: string | null }) {
  const { api } = useApp();
  const [page, setPage] = useState<Page<Session>>({ items: first, next_cursor: next });
  useEffect(() => setPage({ items: first, next_cursor: next }), [first]);
  const showMore = async () => {
    const query = { cursor: page.next_cursor ?? undefined };
    const further = await api.call<Page<Session>>(`${USERS}/${userId}/sessions`, { query });
    setPage({ items: [...page.items, ...further.items], next_cursor: further.next_cursor });
  };
  return (
    <>
      <Table
        caption={t('sessions')}
        isCaptionHidden
        rows={page.items}
        keyOf={({ id }) => id}
        columns={[
          [
            t('device'),
            ({ user_agent }) => (user_agent ? <Sentence>{user_agent}</Sentence> : t('unknownDevice')),
            'wide',
          ],
          [t('firstSignIn'), ({ created_at }) => <Time at={created_at} options={SHORT_TIME} />],
          [t('lastActive'), ({ last_used_at }) => <Time at={last_used_at} options={SHORT_TIME} />],
          [t('expiresAt'), ({ expires_at }) => <Time at={expires_at} options={SHORT_TIME} />],
        ]}
      />
      {page.next_cursor && (
        <button type="button" class="more" onClick={() => void showMore()}>
          {t('more')}
        </button>
      )}
    </>
  );
}

function save(data: object, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
