/*
 * Each script is one verb of the store: Redis runs it as one step. A script touches one key only, so that a
 * cluster can run it where the key is, and takes the time as an argument, so that all nodes go by their own
 * clock and tests can move it.
 *
 * A driver that loses its connection sends again what was not answered. Writes carry a random mark, by which a
 * script knows its own earlier run and answers the same.
 */

/** A tenant is kept as "<version> <mark> <JSON>": what decides is read without parsing JSON. */
export const READ_TENANT = `
  return redis.call('HGET', KEYS[1], ARGV[1])`;

/** ARGV: clientKey, expected version, version, mark, JSON, channel, change. */
export const WRITE_TENANT = `
  local kept = redis.call('HGET', KEYS[1], ARGV[1])
  local version, mark = '0', ''
  if kept then version, mark = string.match(kept, '^(%d+) (%S+) ') end
  if mark == ARGV[4] then return 1 end
  if version ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
  redis.call('PUBLISH', ARGV[6], ARGV[7])
  return 1`;

/** ARGV: cursor. */
export const READ_TENANTS = `
  return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 200)`;

/**
 * ARGV: until, now, mark. Redis forgets the key by itself, a minute after it need not be kept any longer: its
 * clock may run ahead of the nodes'.
 */
export const CONSUME_ONCE = `
  local kept = redis.call('GET', KEYS[1])
  if kept then
    local keptUntil, mark = string.match(kept, '^(%d+) (%S+)$')
    if mark == ARGV[3] then return 1 end
    if tonumber(keptUntil) > tonumber(ARGV[2]) then return 0 end
  end
  local lifetime = math.max(0, tonumber(ARGV[1]) - tonumber(ARGV[2])) + 60000
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[3], 'PX', string.format('%.0f', lifetime))
  return 1`;

/** A revocation is kept as "<before> <until>". ARGV: subject, before, until, channel, change. */
export const REVOKE = `
  local before, latest = tonumber(ARGV[2]), tonumber(ARGV[3])
  local kept = redis.call('HGET', KEYS[1], ARGV[1])
  if kept then
    local keptBefore, keptUntil = string.match(kept, '^(%d+) (%d+)$')
    before = math.max(before, tonumber(keptBefore))
    latest = math.max(latest, tonumber(keptUntil))
  end
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f', before, latest))
  redis.call('PUBLISH', ARGV[4], ARGV[5])
  return 1`;

/** Gives subjects and what is kept of them by turns. */
export const READ_REVOCATIONS = `
  return redis.call('HGETALL', KEYS[1])`;

/** ARGV: now. */
export const SWEEP_REVOCATIONS = `
  local all = redis.call('HGETALL', KEYS[1])
  for index = 1, #all, 2 do
    local keptUntil = string.match(all[index + 1], ' (%d+)$')
    if tonumber(keptUntil) <= tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], all[index]) end
  end
  return 1`;

/** Tells the eviction policy, unless memory has no limit or the server does not say. */
export const READ_EVICTION_POLICY = `
  local info = redis.pcall('INFO', 'memory')
  if type(info) ~= 'string' or string.match(info, 'maxmemory:0%s') then return 'noeviction' end
  return string.match(info, 'maxmemory_policy:(%S+)') or 'noeviction'`;
