/** Many times what the largest request of an honest client has. */
export const BODY_LIMIT_KIB = 64;
/** For routes that take lists, such as the receptors of a bulk send. */
export const LARGE_BODY_LIMIT_KIB = 1024;
/** Node's own limit of the address and the headers together. */
export const HEADERS_LIMIT_KIB = 16;
/** Levels of objects and lists; DTOs have two. What reads a body recurses, so a hostile one could use up the stack. */
export const MAX_BODY_DEPTH = 8;
