import supertest from 'supertest';

/** One line of the text format of Prometheus. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What a process exports. */
export class Exposition {
  private constructor(
    /** By name of the metric. */
    readonly types: Record<string, string>,
    readonly samples: Sample[],
  ) {}

  static async scrape(url: string, token?: string): Promise<Exposition> {
    const request = supertest(url).get('/metrics');
    const answer = await (token === undefined ? request : request.set('Authorization', `Bearer ${token}`)).expect(200);
    return Exposition.parse(answer.text);
  }

  static parse(text: string): Exposition {
    const types = Object.fromEntries(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
    );
    const samples = [...text.matchAll(/^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gim)].map(
      ([, name, labels = '', value]) => ({
        name: name!,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, labelValue]) => [label, labelValue]),
        ) as Record<string, string>,
        value: Number(value),
      }),
    );
    return new Exposition(types, samples);
  }

  /** The values of a metric by those of its labels, such as `{ 'sms IR': 2 }`; zeros are left out. */
  values(name: string, ...labels: string[]): Record<string, number> {
    const found: Record<string, number> = {};
    for (const sample of this.samples.filter((candidate) => candidate.name === name && candidate.value !== 0)) {
      const key = labels.map((label) => sample.labels[label]).join(' ');
      found[key] = (found[key] ?? 0) + sample.value;
    }
    return found;
  }
}

/** The counters of several processes together. */
export function sumOf(expositions: Exposition[], name: string, ...labels: string[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const exposition of expositions) {
    for (const [key, value] of Object.entries(exposition.values(name, ...labels))) sum[key] = (sum[key] ?? 0) + value;
  }
  return sum;
}
