import type { paths } from '../openapi.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The routes that have this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, object> ? P : never;
}[keyof paths];

export type Operation<M extends Method, P extends PathOf<M>> =
  paths[P] extends Record<Lowercase<M>, infer O> ? O : never;

type Json<T> = T extends { content: { 'application/json': infer D } } ? D : undefined;
type SuccessOf<R> = { [S in keyof R & (200 | 201 | 202 | 204)]: Json<R[S]> }[keyof R & (200 | 201 | 202 | 204)];

/** What a route answers when it succeeds. */
export type AnswerOf<O> = O extends { responses: infer R } ? SuccessOf<R> : never;

type ParametersOf<O, Kind extends 'path' | 'query'> = O extends { parameters: Record<Kind, infer V> } ? V : undefined;
type QueryOf<O> = O extends { parameters: { query?: infer V } } ? NonNullable<V> : undefined;

type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { body?: B }
    : { body?: undefined };
type PathPart<O> = ParametersOf<O, 'path'> extends object ? { path: ParametersOf<O, 'path'> } : { path?: undefined };
type QueryPart<O> =
  ParametersOf<O, 'query'> extends object ? { query: ParametersOf<O, 'query'> } : { query?: QueryOf<O> };

export interface CallOptions {
  /** Cancels the call: its promise is rejected with the reason of the signal. */
  signal?: AbortSignal;
}

export type RequestOptions<O> = CallOptions &
  BodyPart<O> &
  PathPart<O> &
  QueryPart<O> & {
    /** Makes it safe to repeat the request, where the route has this header. */
    idempotencyKey?: string;
  };

/** The options can be left out if the route needs none. */
export type RequestArguments<O> =
  object extends RequestOptions<O> ? [options?: RequestOptions<O>] : [options: RequestOptions<O>];
