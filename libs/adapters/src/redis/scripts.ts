/**
 * What happens inside Redis, all or nothing. Keys other than the first are made from the prefix: they carry its hash tag, so
 * they are in the same slot.
 *
 * A shard is `<prefix>meta` (gen, pos, changed, fence, until, loading), `<prefix>lease`, `<prefix>hold` and, for each
 * generation, `<prefix>g:<gen>:` followed by `rows` (key → places, newline, row), `z:<set>` (members `<sort>NUL<key>`),
 * `s:<set>` (distinct sorts) and `c:<set>` (sort → how many).
 *
 * `until` is set while a commit of several parts is under way; `loading` is `<gen>:<parts loaded>`.
 */
const write = `
local function missing(list, set, sort)
  for n = 1, #list, 2 do if list[n] == set and list[n + 1] == sort then return false end end
  return true
end
local function several(command, key, list)
  for n = 1, #list, 2000 do redis.call(command, key, unpack(list, n, math.min(n + 1999, #list))) end
end
local function moves(was, is, key, moved)
  local left, joined = cjson.decode(was), cjson.decode(is)
  for side = -1, 1, 2 do
    local from, other = side < 0 and left or joined, side < 0 and joined or left
    for n = 1, #from, 2 do
      local set, sort = from[n], from[n + 1]
      if missing(other, set, sort) then
        local one = moved[set]
        if not one then
          one = {gone = {}, come = {}, counts = {}}
          moved[set] = one
        end
        one.counts[sort] = (one.counts[sort] or 0) + side
        if side < 0 then
          one.gone[#one.gone + 1] = sort .. '\\0' .. key
        else
          one.come[#one.come + 1] = 0
          one.come[#one.come + 1] = sort .. '\\0' .. key
        end
      end
    end
  end
end
local function settle(base, set, one)
  several('ZREM', base .. 'z:' .. set, one.gone)
  several('ZADD', base .. 'z:' .. set, one.come)
  for sort, by in pairs(one.counts) do
    if by ~= 0 then
      local now = redis.call('HINCRBY', base .. 'c:' .. set, sort, by)
      if now == by then
        redis.call('ZADD', base .. 's:' .. set, 0, sort)
      elseif now <= 0 then
        redis.call('HDEL', base .. 'c:' .. set, sort)
        redis.call('ZREM', base .. 's:' .. set, sort)
      end
    end
  end
end
local function putAll(base, first)
  if #ARGV < first then return end
  local keys, values, gone, moved = {}, {}, {}, {}
  for n = first, #ARGV, 2 do keys[#keys + 1] = ARGV[n] end
  local olds = redis.call('HMGET', base .. 'rows', unpack(keys))
  for n, key in ipairs(keys) do
    local old, value = olds[n], ARGV[first + 2 * n - 1]
    local was = old and string.sub(old, 1, string.find(old, '\\n', 1, true) - 1) or '[]'
    local is = '[]'
    if value ~= '' then
      is = string.sub(value, 1, string.find(value, '\\n', 1, true) - 1)
      values[#values + 1] = key
      values[#values + 1] = value
    elseif old then
      gone[#gone + 1] = key
    end
    if was ~= is then moves(was, is, key, moved) end
  end
  several('HSET', base .. 'rows', values)
  several('HDEL', base .. 'rows', gone)
  for set, one in pairs(moved) do settle(base, set, one) end
end
local function isFenced(fence, epoch) return tonumber(fence or '0') > tonumber(epoch) end
`;

/** ARGV: prefix, epoch, from, upTo, 'more' | 'last', whether to wait for a hold, then key and value in turn. */
const commit = `${write}
local meta = redis.call('HMGET', KEYS[1], 'gen', 'pos', 'fence', 'until')
if isFenced(meta[3], ARGV[2]) then return 'fenced' end
if not meta[1] then return 'lost' end
local pos, upTo = tonumber(meta[2]), tonumber(ARGV[4])
if upTo <= pos then return 'skipped' end
if tonumber(ARGV[3]) > pos then return 'gap' end
if ARGV[6] == '1' and not meta[4] and redis.call('EXISTS', ARGV[1] .. 'hold') == 1 then return 'held' end
local base = ARGV[1] .. 'g:' .. meta[1] .. ':'
putAll(base, 7)
if ARGV[5] == 'more' then
  if not meta[4] or tonumber(meta[4]) < upTo then redis.call('HSET', KEYS[1], 'until', ARGV[4]) end
  return 'applied'
end
redis.call('HSET', KEYS[1], 'pos', ARGV[4])
if meta[4] or #ARGV > 6 then redis.call('HSET', KEYS[1], 'changed', ARGV[4]) end
if meta[4] and tonumber(meta[4]) <= upTo then redis.call('HDEL', KEYS[1], 'until') end
return 'applied'
`;

/** ARGV: prefix, epoch, gen, whether readers keep the old one until the new one is loaded. */
const begin = `${write}
if isFenced(redis.call('HGET', KEYS[1], 'fence'), ARGV[2]) then return 'fenced' end
if ARGV[4] ~= '1' then redis.call('HDEL', KEYS[1], 'gen', 'pos', 'changed', 'until') end
redis.call('HSET', KEYS[1], 'loading', ARGV[3] .. ':0')
return 'applied'
`;

/** ARGV: prefix, epoch, gen, number of this part, then key and value in turn. */
const load = `${write}
local meta = redis.call('HMGET', KEYS[1], 'fence', 'loading')
if isFenced(meta[1], ARGV[2]) then return 'fenced' end
if meta[2] ~= ARGV[3] .. ':' .. ARGV[4] then return 'lost' end
putAll(ARGV[1] .. 'g:' .. ARGV[3] .. ':', 5)
redis.call('HSET', KEYS[1], 'loading', ARGV[3] .. ':' .. string.format('%.0f', tonumber(ARGV[4]) + 1))
return 'applied'
`;

/** ARGV: prefix, epoch, gen, parts loaded, position. */
const promote = `${write}
local meta = redis.call('HMGET', KEYS[1], 'fence', 'loading')
if isFenced(meta[1], ARGV[2]) then return 'fenced' end
if meta[2] ~= ARGV[3] .. ':' .. ARGV[4] then return 'lost' end
redis.call('HSET', KEYS[1], 'gen', ARGV[3], 'pos', ARGV[5], 'changed', ARGV[5])
redis.call('HDEL', KEYS[1], 'loading', 'until')
return 'applied'
`;

/** ARGV: prefix, then gen and key in turn. Whoever asks, the generations in use stay. */
const sweep = `
local meta = redis.call('HMGET', KEYS[1], 'gen', 'loading')
local loading = meta[2] and string.match(meta[2], '^(.*):')
for n = 2, #ARGV, 2 do
  if ARGV[n] ~= meta[1] and ARGV[n] ~= loading then redis.call('UNLINK', ARGV[n + 1]) end
end
return 'applied'
`;

/**
 * ARGV: prefix, token, milliseconds, the epoch the caller has. Takes the lease or renews it; answers the epoch, or false when
 * another has it. Epochs follow the server's clock, so that they grow even after all keys were lost.
 */
const lease = `
local held = redis.call('GET', ARGV[1] .. 'lease')
if held and held ~= ARGV[2] then return false end
redis.call('SET', ARGV[1] .. 'lease', ARGV[2], 'PX', ARGV[3])
local fence = redis.call('HGET', KEYS[1], 'fence')
if held and fence == ARGV[4] then return fence end
local time = redis.call('TIME')
local epoch = math.max(time[1] * 1000 + math.floor(time[2] / 1000), tonumber(fence or '0') + 1)
local text = string.format('%.0f', epoch)
redis.call('HSET', KEYS[1], 'fence', text)
return text
`;

const release = `
if redis.call('GET', ARGV[1] .. 'lease') == ARGV[2] then redis.call('DEL', ARGV[1] .. 'lease') end
return 'applied'
`;

/**
 * ARGV: prefix, then kind and three arguments for each read. Answers gen, pos, changed and one answer for each read; without
 * a generation, or in the middle of a commit, only what is the matter.
 */
const fetch = `
local meta = redis.call('HMGET', KEYS[1], 'gen', 'pos', 'changed', 'until')
if not meta[1] then return {'lost'} end
if meta[4] then return {'busy'} end
local base = ARGV[1] .. 'g:' .. meta[1] .. ':'
local function counted(set, sort)
  local z = base .. 'z:' .. set
  return {
    redis.call('ZLEXCOUNT', z, '-', '(' .. sort .. '\\0'),
    redis.call('ZLEXCOUNT', z, '[' .. sort .. '\\0', '(' .. sort .. '\\1'),
    redis.call('ZLEXCOUNT', base .. 's:' .. set, '-', '(' .. sort)
  }
end
local function sortOf(member) return string.sub(member, 1, string.find(member, '\\0', 1, true) - 1) end
local function page(set, members)
  local size = redis.call('ZCARD', base .. 'z:' .. set)
  if #members == 0 then return {size, members, {}} end
  local keys = {}
  for n, member in ipairs(members) do keys[n] = string.sub(member, string.find(member, '\\0', 1, true) + 1) end
  local rows = redis.call('HMGET', base .. 'rows', unpack(keys))
  return {size, members, rows, counted(set, sortOf(members[1])), counted(set, sortOf(members[#members]))}
end
local reads = {}
function reads.get(key)
  local value = redis.call('HGET', base .. 'rows', key)
  if not value then return {false} end
  local places = cjson.decode(string.sub(value, 1, string.find(value, '\\n', 1, true) - 1))
  local answer = {value}
  for n = 1, #places, 2 do
    answer[#answer + 1] = {places[n], redis.call('ZCARD', base .. 'z:' .. places[n]), places[n + 1], counted(places[n], places[n + 1])}
  end
  return answer
end
function reads.range(set, after, limit)
  return page(set, redis.call('ZRANGEBYLEX', base .. 'z:' .. set, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, limit))
end
function reads.before(set, place, limit)
  local found = redis.call('ZREVRANGEBYLEX', base .. 'z:' .. set, '(' .. place, '-', 'LIMIT', 0, limit)
  local members = {}
  for n = #found, 1, -1 do members[#members + 1] = found[n] end
  local onward = redis.call('ZRANGEBYLEX', base .. 'z:' .. set, '[' .. place, '+', 'LIMIT', 0, limit + 1)
  for n = 1, #onward do members[#members + 1] = onward[n] end
  local answer = page(set, members)
  answer[6], answer[7] = #found, #onward
  return answer
end
function reads.standing(set, sort)
  return {redis.call('ZCARD', base .. 'z:' .. set), counted(set, sort)}
end
local answers = {meta[1], meta[2], meta[3]}
for n = 2, #ARGV, 4 do answers[#answers + 1] = reads[ARGV[n]](ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]) end
return answers
`;

export const scripts = { commit, begin, load, promote, sweep, lease, release, fetch };
