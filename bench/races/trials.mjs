const PARALLEL = 10;

/** Makes so many trials, some of them at the same time, and returns their results. */
export async function trials(count, trial) {
  const results = [];
  let left = count;
  const runner = async () => {
    while (left > 0) {
      left -= 1;
      results.push(await trial());
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, count) }, runner));
  return results;
}

export const wrongCode = (code, step = 1) =>
  String((Number(code) + step) % 10 ** code.length).padStart(code.length, '0');

/** Whether a guess was compared with the code, instead of being refused because none was left. */
export const wasEvaluated = ({ status, body }) =>
  status === 200 || ['otp_incorrect', 'INVALID_OTP'].includes(body.code);
