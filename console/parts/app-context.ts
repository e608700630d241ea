import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from '../api.js';

export interface App {
  api: Api;
  /** Says something in the live region, and shows it for a while. */
  announce: (text: string) => void;
  /** Asks before a change. */
  confirm: (question: Question) => Promise<boolean>;
}

export interface Question {
  title: string;
  text: string;
  action: string;
  isDangerous?: boolean;
  /** What has to be typed before. */
  word?: string;
}

const Context = createContext<App | undefined>(undefined);

export const AppProvider = Context.Provider;

export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error('There is no AppProvider');
  return app;
}
