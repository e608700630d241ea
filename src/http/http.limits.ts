/** Many times the largest body of an honest client. */
export const BODY_LIMIT_KIB = 64;
/** For routes that accept lists, such as the receptors of a bulk send. */
export const LARGE_BODY_LIMIT_KIB = 1024;
/** Limit of Node for the address and the headers together. */
export const HEADERS_LIMIT_KIB = 16;
/** Levels of objects and lists; DTOs have two. Validation is recursive, so a hostile body could exhaust the stack. */
export const MAX_BODY_DEPTH = 8;
