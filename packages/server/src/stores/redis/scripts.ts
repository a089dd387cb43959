/*
 * Each script is one verb of the store, and Redis runs it as one atomic step. A script touches one key only, so that
 * a cluster can run it where the key is. It takes the time as an argument, so that tests can move the clock.
 *
 * A client that loses its connection sends again the commands without a response. Writes carry a random mark, by
 * which a script recognizes its own earlier run and returns the same result.
 */

/** A tenant is stored as "<version> <mark> <JSON>", so that scripts compare versions without parsing JSON. */
export const READ_TENANT = `
  return redis.call('HGET', KEYS[1], ARGV[1])`;

/** ARGV: clientKey, expected version, version, mark, JSON, channel, change. */
export const WRITE_TENANT = `
  local stored = redis.call('HGET', KEYS[1], ARGV[1])
  local version, mark = '0', ''
  if stored then version, mark = string.match(stored, '^(%d+) (%S+) ') end
  if mark == ARGV[4] then return 1 end
  if version ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
  redis.call('PUBLISH', ARGV[6], ARGV[7])
  return 1`;

/** ARGV: cursor. */
export const READ_TENANTS = `
  return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 200)`;

/**
 * ARGV: expiry, now, mark. Redis deletes the key by itself, a minute after its expiry, because the clock of Redis may
 * run ahead of the nodes' clocks.
 */
export const CONSUME_ONCE = `
  local stored = redis.call('GET', KEYS[1])
  if stored then
    local storedExpiry, mark = string.match(stored, '^(%d+) (%S+)$')
    if mark == ARGV[3] then return 1 end
    if tonumber(storedExpiry) > tonumber(ARGV[2]) then return 0 end
  end
  local lifetime = math.max(0, tonumber(ARGV[1]) - tonumber(ARGV[2])) + 60000
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[3], 'PX', string.format('%.0f', lifetime))
  return 1`;

/** A revocation is stored as "<before> <expiry>". ARGV: subject, before, expiry, channel, change. */
export const REVOKE = `
  local before, latest = tonumber(ARGV[2]), tonumber(ARGV[3])
  local stored = redis.call('HGET', KEYS[1], ARGV[1])
  if stored then
    local storedBefore, storedExpiry = string.match(stored, '^(%d+) (%d+)$')
    before = math.max(before, tonumber(storedBefore))
    latest = math.max(latest, tonumber(storedExpiry))
  end
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f', before, latest))
  redis.call('PUBLISH', ARGV[4], ARGV[5])
  return 1`;

/** Returns subjects and their stored values, alternately. */
export const READ_REVOCATIONS = `
  return redis.call('HGETALL', KEYS[1])`;

/** ARGV: now. */
export const SWEEP_REVOCATIONS = `
  local all = redis.call('HGETALL', KEYS[1])
  for index = 1, #all, 2 do
    local storedExpiry = string.match(all[index + 1], ' (%d+)$')
    if tonumber(storedExpiry) <= tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], all[index]) end
  end
  return 1`;

/** Returns the eviction policy; `noeviction` as well when memory has no limit, or the server does not report it. */
export const READ_EVICTION_POLICY = `
  local info = redis.pcall('INFO', 'memory')
  if type(info) ~= 'string' or string.match(info, 'maxmemory:0%s') then return 'noeviction' end
  return string.match(info, 'maxmemory_policy:(%S+)') or 'noeviction'`;
