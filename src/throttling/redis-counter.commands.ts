import type { RedisClient } from '../redis/index.js';

/** Scripts that run at once, each for many requests. Arguments: the number of keys, the keys, then numbers. */
export interface CounterCommands {
  /**
   * Counts requests, each against all of its counters or none. Numbers: for each request how many counters it has, and of
   * each its limit and its window. Returns for each request 1 if it was counted, otherwise 0, and of each counter its points
   * and its remaining milliseconds.
   */
  ramzTake(keyCount: number, ...args: (string | number)[]): Promise<number[]>;
  /** Takes 1 from each counter. Numbers: the longest remaining life that each may have, in milliseconds. */
  ramzGiveBack(keyCount: number, ...args: (string | number)[]): Promise<null>;
  /** Returns the points and the remaining milliseconds of each counter. */
  ramzRead(keyCount: number, ...keys: (string | number)[]): Promise<number[]>;
  ramzClear(keyCount: number, ...keys: (string | number)[]): Promise<null>;
}

const SCRIPTS: Record<keyof CounterCommands, string> = {
  ramzTake: `
    local answer, key, arg = {}, 0, 1
    while arg <= #ARGV do
      local size, counted = tonumber(ARGV[arg]), 1
      for i = 1, size do
        if tonumber(redis.call('get', KEYS[key + i]) or 0) >= tonumber(ARGV[arg + 2 * i - 1]) then counted = 0 end
      end
      answer[#answer + 1] = counted
      for i = 1, size do
        local name = KEYS[key + i]
        if counted == 1 then
          redis.call('incr', name)
          if redis.call('pttl', name) < 0 then redis.call('pexpire', name, ARGV[arg + 2 * i]) end
        end
        answer[#answer + 1] = tonumber(redis.call('get', name) or 0)
        answer[#answer + 1] = redis.call('pttl', name)
      end
      key = key + size
      arg = arg + 1 + 2 * size
    end
    return answer`,
  ramzGiveBack: `
    for i, name in ipairs(KEYS) do
      local ttl = redis.call('pttl', name)
      if ttl > 0 and ttl <= tonumber(ARGV[i]) and tonumber(redis.call('get', name)) > 0 then redis.call('decr', name) end
    end`,
  ramzRead: `
    local answer = {}
    for _, name in ipairs(KEYS) do
      answer[#answer + 1] = tonumber(redis.call('get', name) or 0)
      answer[#answer + 1] = redis.call('pttl', name)
    end
    return answer`,
  ramzClear: `for _, name in ipairs(KEYS) do redis.call('del', name) end`,
};

export function defineCounterCommands(redis: RedisClient): CounterCommands {
  for (const [name, lua] of Object.entries(SCRIPTS)) redis.defineCommand(name, { lua });
  return redis as RedisClient & CounterCommands;
}
