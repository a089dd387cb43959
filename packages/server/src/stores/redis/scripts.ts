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

/** An entry is stored as "<expiry> <mark> <value>" under a key of its own. */
export const READ_ENTRY = `
  return redis.call('GET', KEYS[1])`;

/**
 * ARGV: expiry, now, mark, value, channel, change (empty: publishes nothing), expected (absent: there must be none).
 * Redis deletes the key by itself, a minute after its expiry, because nodes read its clock once a minute.
 */
export const WRITE_ENTRY = `
  local stored = redis.call('GET', KEYS[1])
  local value = nil
  if stored then
    local expiry, mark, text = string.match(stored, '^(%d+) (%S+) (.*)$')
    if mark == ARGV[3] then return 1 end
    if tonumber(expiry) > tonumber(ARGV[2]) then value = text end
  end
  if value ~= ARGV[7] then return 0 end
  local lifetime = math.max(0, tonumber(ARGV[1]) - tonumber(ARGV[2])) + 60000
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4], 'PX', string.format('%.0f', lifetime))
  if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[5], ARGV[6]) end
  return 1`;

/** Returns seconds and microseconds. Takes a key, which it does not use, so that a cluster finds a node for it. */
export const READ_CLOCK = `
  return redis.call('TIME')`;

/** Returns the eviction policy; `noeviction` as well when memory has no limit, or the server does not report it. */
export const READ_EVICTION_POLICY = `
  local info = redis.pcall('INFO', 'memory')
  if type(info) ~= 'string' or string.match(info, 'maxmemory:0%s') then return 'noeviction' end
  return string.match(info, 'maxmemory_policy:(%S+)') or 'noeviction'`;
