export type {
  CodeEntry,
  CodeRequest,
  CodeSent,
  CodeStatus,
  Purpose,
  SignedIn,
  User,
  UserChange,
  UserChanged,
  VerificationOf,
  Verified,
} from './bodies.js';
export type {
  NetworkProblem,
  Problem,
  ProblemCode,
  ServiceProblem,
  ServiceProblemCode,
  UnexpectedAnswer,
} from './http/problem.js';
export type { Result } from './http/result.js';
export type { RetryOptions } from './http/retry.policy.js';
export type { AnswerOf, CallOptions, Method, Operation, PathOf, RequestOptions } from './http/routes.js';
export type { components, operations, paths } from './openapi.js';
export { type AccessToken, RamzClient, type RamzClientOptions, type RequestCodeOptions } from './ramz-client.js';
export type { Lock } from './sessions/lock.js';
export type { Session, SessionStorage } from './sessions/session.js';
export { memoryStorage, textStorage, type TextStorage } from './sessions/storage.js';
