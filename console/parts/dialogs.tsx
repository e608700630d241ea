import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Problem, type Api } from '../api.js';
import { t } from '../language.js';
import type { Question } from './app-context.js';
import { Field, ProblemNotice } from './basics.js';
import { problemOf } from './use-load.js';

/** A modal dialog; the browser keeps the focus in it and gives it back afterwards. */
function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

export function ConfirmDialog({
  question,
  onAnswer,
}: {
  question: Question;
  onAnswer: (isConfirmed: boolean) => void;
}) {
  const [typed, setTyped] = useState('');
  const { title, text, action, word, isDangerous } = question;
  return (
    <Dialog title={title} onClose={() => onAnswer(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (word === undefined || typed.trim() === word) onAnswer(true);
        }}
      >
        <p>{text}</p>
        {word !== undefined && (
          <Field
            label={t('eraseConfirm', { word })}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            dir="auto"
          />
        )}
        <div class="actions end">
          <button type="button" onClick={() => onAnswer(false)}>
            {t('cancel')}
          </button>
          <button class={isDangerous ? 'danger' : 'primary'} disabled={word !== undefined && typed.trim() !== word}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface Me {
  phone_number: string | null;
  phone_verified: boolean;
  email: string | null;
  email_verified: boolean;
}

/** Renews the sign-in of a session: sends a code to a verified contact of the user and checks it. */
export function ReauthenticationDialog({ api, onEnd }: { api: Api; onEnd: (isRenewed: boolean) => void }) {
  const [contact, setContact] = useState<{ kind: 'phone' | 'email'; to: string }>();
  const [isSent, setSent] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    api.call<Me>('api/v1/auth/me').then(
      (me) => setContact(contactOf(me)),
      (error: unknown) => setProblem(problemOf(error)),
    );
  }, [api]);
  const attempt = (work: () => Promise<void>) => {
    setProblem(undefined);
    work().catch((error: unknown) => setProblem(problemOf(error)));
  };
  const path = contact?.kind === 'email' ? 'email' : 'phone';
  const send = () =>
    attempt(async () => {
      const otp_type = path === 'email' ? 'EMAIL' : 'SMS';
      await api.call(`api/v1/auth/send-verification-${path === 'email' ? 'email' : 'sms'}`, {
        method: 'POST',
        body: { otp_type },
      });
      setSent(true);
    });
  const enter = (otp_code: string) =>
    attempt(async () => {
      await api.call(`api/v1/auth/verify-${path}-otp`, { method: 'POST', body: { otp_code } });
      onEnd(true);
    });
  return (
    <Dialog title={t('reauthTitle')} onClose={() => onEnd(false)}>
      {problem && <ProblemNotice problem={problem} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const code = new FormData(event.currentTarget).get('code');
          if (isSent && typeof code === 'string') enter(code.trim());
          else send();
        }}
      >
        <p>{contact ? t('reauthLead', { to: contact.to }) : t('reauthNoContact')}</p>
        {isSent && (
          <Field label={t('code')} name="code" inputMode="numeric" autoComplete="one-time-code" required dir="ltr" />
        )}
        <div class="actions end">
          <button type="button" onClick={() => onEnd(false)}>
            {t('cancel')}
          </button>
          <button class="primary" disabled={!contact}>
            {isSent ? t('enterCode') : t('sendCode')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function contactOf(me: Me): { kind: 'phone' | 'email'; to: string } | undefined {
  if (me.phone_number && me.phone_verified) return { kind: 'phone', to: me.phone_number };
  if (me.email && me.email_verified) return { kind: 'email', to: me.email };
  return undefined;
}
