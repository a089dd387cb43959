/*
 * Each script is one verb of the store: Redis runs it as one step. A script touches one key only, so that a
 * cluster can run it where the key is, and takes the time as an argument, so that all nodes go by their own
 * clock and tests can move it.
 */

/** A tenant is kept as "<version> <JSON>": what decides is read without parsing JSON. */
export const READ_TENANT = `
  return redis.call('HGET', KEYS[1], ARGV[1])`;

export const WRITE_TENANT = `
  local kept = redis.call('HGET', KEYS[1], ARGV[1])
  local version = kept and string.match(kept, '^%d+') or '0'
  if version ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  redis.call('PUBLISH', ARGV[4], ARGV[5])
  return 1`;

export const READ_TENANTS = `
  return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 200)`;

/** Redis forgets the key by itself, going by how long it has to be kept from now on. */
export const CONSUME_ONCE = `
  local kept = redis.call('GET', KEYS[1])
  if kept and tonumber(kept) > tonumber(ARGV[2]) then return 0 end
  local lifetime = math.max(1, tonumber(ARGV[1]) - tonumber(ARGV[2]))
  redis.call('SET', KEYS[1], ARGV[1], 'PX', string.format('%.0f', lifetime))
  return 1`;

/** A revocation is kept as "<before> <until>". */
export const REVOKE = `
  local before, untilTime = tonumber(ARGV[2]), tonumber(ARGV[3])
  local kept = redis.call('HGET', KEYS[1], ARGV[1])
  if kept then
    local keptBefore, keptUntil = string.match(kept, '^(%d+) (%d+)$')
    before = math.max(before, tonumber(keptBefore))
    untilTime = math.max(untilTime, tonumber(keptUntil))
  end
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f', before, untilTime))
  redis.call('PUBLISH', ARGV[4], ARGV[5])
  return 1`;

export const READ_REVOCATIONS = `
  return redis.call('HGETALL', KEYS[1])`;

export const SWEEP_REVOCATIONS = `
  local all = redis.call('HGETALL', KEYS[1])
  for index = 1, #all, 2 do
    local keptUntil = string.match(all[index + 1], ' (%d+)$')
    if tonumber(keptUntil) <= tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], all[index]) end
  end
  return 1`;
