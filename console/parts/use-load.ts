import { useCallback, useEffect, useState } from 'preact/hooks';
import { Problem } from '../api.js';

export interface Loaded<T> {
  value?: T;
  problem?: Problem;
  isLoading: boolean;
  /** Unix time in milliseconds of the last success. */
  at?: number;
  reload: () => void;
}

/** What `load` returns, loaded anew whenever one of `inputs` changes. Undefined inputs load nothing. */
export function useLoad<T>(load: () => Promise<T> | undefined, inputs: unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ isLoading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const loading = load();
    if (!loading) {
      setState({ isLoading: false });
      return undefined;
    }
    setState((last) => ({ ...last, isLoading: true }));
    loading.then(
      (value) => isCurrent && setState({ value, isLoading: false, at: Date.now() }),
      (error: unknown) => isCurrent && setState({ problem: problemOf(error), isLoading: false }),
    );
    return () => {
      isCurrent = false;
    };
  }, [...inputs, turn]);
  return { ...state, reload: useCallback(() => setTurn((last) => last + 1), []) };
}

export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'internal', error instanceof Error ? error.message : '');
}
