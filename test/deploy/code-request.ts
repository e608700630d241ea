export async function postJson(url: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The code that a process in simulation printed last. */
export function readCode(output: string): string {
  const code = [...output.matchAll(/code: (\d+)/g)].at(-1)?.[1];
  if (!code) throw new Error('Ramz printed no code.');
  return code;
}
