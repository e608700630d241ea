let phones = 0;
let addresses = 0;

/** An Iranian mobile number that this run has not had before. */
export function newPhone() {
  phones += 1;
  return `+989${String(100_000_000 + phones).padStart(9, '0')}`;
}

/** Another address of a client each time, as the proxy before the server reports it. */
export function newAddress() {
  addresses += 1;
  return { 'x-forwarded-for': `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}` };
}

/** An address that stays the same: that of a client which has used up its limit. */
export const SAME_ADDRESS = { 'x-forwarded-for': '192.0.2.1' };

/** @throws Error if an answer is not the expected one */
export function expectStatus(answer, status) {
  if (answer.status === status) return answer;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
