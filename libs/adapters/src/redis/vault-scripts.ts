/**
 * What happens inside the Redis that holds keys, all or nothing. `KEYS[1]` is the prefix; the first argument is the SHA-1 of
 * the master secret, and a server that holds another one, or none, answers nil and changes nothing.
 *
 * `<prefix>meta` is a hash: `master` (32 bytes), `erasures` (keys destroyed so far), `wiped` (how many of them are in the
 * append-only file no more). `<prefix><bucket>` is a hash: 12 bytes of the subject's digest → 32 bytes of key, or nothing
 * at all where the key was destroyed.
 *
 * Buckets are small enough for Redis to keep each as one piece of memory, which halves what a key takes (docs/adr/0011).
 * Their number can never change: 2,097,152 of them hold 62 keys on average for 130 million people, and 128 is the lowest
 * limit Redis ships with.
 */
export const placeBytes = 15;

const place = `
local function place(places, n)
  local at = n * ${placeBytes}
  local a, b, c = string.byte(places, at + 1, at + 3)
  return prefix .. (a % 32 * 65536 + b * 256 + c), string.sub(places, at + 4, at + ${placeBytes})
end
`;

const begun = `
local prefix = KEYS[1]
local meta = prefix .. 'meta'
local master = redis.call('HGET', meta, 'master')
if not master or redis.sha1hex(master) ~= ARGV[1] then return false end
`;

export const vaultScripts = {
  /** ARGV[2]: places; ARGV[3]: as many new keys. Answers the keys that hold from now on. */
  make: `${begun}${place}
local found = {}
for n = 0, #ARGV[2] / ${placeBytes} - 1 do
  local bucket, field = place(ARGV[2], n)
  local key = redis.call('HGET', bucket, field)
  if not key then
    key = string.sub(ARGV[3], n * 32 + 1, n * 32 + 32)
    redis.call('HSET', bucket, field, key)
  end
  found[n + 1] = key
end
return found
`,
  /** ARGV[2]: places. Answers the keys, nil where there never was one. */
  find: `${begun}${place}
local found = {}
for n = 0, #ARGV[2] / ${placeBytes} - 1 do found[n + 1] = redis.call('HGET', place(ARGV[2], n)) end
return found
`,
  /** ARGV[2]: places. */
  destroy: `${begun}${place}
local destroyed = 0
for n = 0, #ARGV[2] / ${placeBytes} - 1 do
  local bucket, field = place(ARGV[2], n)
  if redis.call('HGET', bucket, field) ~= '' then
    redis.call('HSET', bucket, field, '')
    destroyed = destroyed + 1
  end
end
if destroyed > 0 then redis.call('HINCRBY', meta, 'erasures', destroyed) end
return {}
`,
  /** Answers `erasures` and `wiped`, nil for 0. */
  count: `${begun}
return redis.call('HMGET', meta, 'erasures', 'wiped')
`,
  /** ARGV[2]: how many erasures had been counted when the rewrite began that is now done. */
  wiped: `${begun}
if tonumber(redis.call('HGET', meta, 'wiped') or '0') < tonumber(ARGV[2]) then redis.call('HSET', meta, 'wiped', ARGV[2]) end
return {}
`,
} as const;
