/**
 * What happens inside Redis, all or nothing. Keys other than the first are made from the prefix: they carry its hash tag, so
 * they are in the same slot.
 *
 * A shard is `<prefix>meta` (gen, pos, changed, fence, until, loading), `<prefix>lease`, `<prefix>hold` and, for each
 * generation, `<prefix>g:<gen>:` followed by `rows` (key → places and row, see `rowText`), `z:<set>` (members
 * `<sort>NUL<key>`) and, for the sets that `steps` names because their steps were asked for, `s:<set>` (distinct sorts).
 *
 * `until` is set while a commit of several parts is under way; `loading` is `<gen>:<parts loaded>`.
 */
const write = `
local call = redis.call
local function placesOf(value)
  local count, at = string.match(value, '^(%d+)%z()')
  local list = {}
  for n = 1, count do list[n], at = string.match(value, '^([^%z]*%z[^%z]*%z)()', at) end
  return list, at - 1
end
local function missing(list, place)
  for n = 1, #list do if list[n] == place then return false end end
  return true
end
local function several(command, key, list)
  for n = 1, #list, 2000 do call(command, key, unpack(list, n, math.min(n + 1999, #list))) end
end
local function partOf(moved, place, key)
  local set = string.match(place, '^[^%z]*')
  local one = moved[set]
  if not one then
    one = {gone = {}, come = {}}
    moved[set] = one
  end
  return one, string.sub(place, #set + 2) .. key
end
local function moves(left, joined, key, moved)
  for n = 1, #left do
    if missing(joined, left[n]) then
      local one, member = partOf(moved, left[n], key)
      one.gone[#one.gone + 1] = member
    end
  end
  for n = 1, #joined do
    if missing(left, joined[n]) then
      local one, member = partOf(moved, joined[n], key)
      local come = #one.come
      one.come[come + 1], one.come[come + 2] = '0', member
    end
  end
end
local function sortOf(member) return string.match(member, '^[^%z]*') end
local function step(base, set, one)
  local z, s, new, none = base .. 'z:' .. set, base .. 's:' .. set, {}, {}
  for n = 2, #one.come, 2 do new[n - 1], new[n] = '0', sortOf(one.come[n]) end
  for n = 1, #one.gone do
    local sort = sortOf(one.gone[n])
    if call('ZLEXCOUNT', z, '[' .. sort .. '\\0', '(' .. sort .. '\\1') == 0 then none[#none + 1] = sort end
  end
  several('ZADD', s, new)
  several('ZREM', s, none)
end
local function put(base, set, one)
  local z = base .. 'z:' .. set
  several('ZREM', z, one.gone)
  several('ZADD', z, one.come)
  if call('SISMEMBER', base .. 'steps', set) == 1 then step(base, set, one) end
end
local function putAll(base, first)
  if #ARGV < first then return end
  local keys, values, gone, moved = {}, {}, {}, {}
  local match, lastSet, come, left = string.match, false, false, false
  for n = first, #ARGV, 2 do keys[#keys + 1] = ARGV[n] end
  local olds = call('HMGET', base .. 'rows', unpack(keys))
  for n, key in ipairs(keys) do
    local old, value = olds[n], ARGV[first + 2 * n - 1]
    if value == '' then
      if old then
        gone[#gone + 1] = key
        moves(placesOf(old), {}, key, moved)
      end
    else
      local last = #values
      values[last + 1], values[last + 2] = key, value
      local set, sort = match(value, '^1%z([^%z]*)%z([^%z]*%z)')
      local wasSet, was
      if set and old then wasSet, was = match(old, '^1%z([^%z]*)%z([^%z]*%z)') end
      if set and wasSet == set then
        if sort ~= was then
          if set ~= lastSet then
            local one = moved[set]
            if not one then
              one = {gone = {}, come = {}}
              moved[set] = one
            end
            lastSet, come, left = set, one.come, one.gone
          end
          left[#left + 1] = was .. key
          local at = #come
          come[at + 1], come[at + 2] = '0', sort .. key
        end
      else
        local is, head = placesOf(value)
        if not old then
          moves({}, is, key, moved)
        elseif string.sub(old, 1, head) ~= string.sub(value, 1, head) then
          moves(placesOf(old), is, key, moved)
        end
      end
    end
  end
  several('HSET', base .. 'rows', values)
  several('HDEL', base .. 'rows', gone)
  for set, one in pairs(moved) do put(base, set, one) end
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
putAll(ARGV[1] .. 'g:' .. meta[1] .. ':', 7)
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
 * ARGV: which counts go along with every row (see below), then for each read its kind and what it takes: `get` a key; `above`,
 * `level` and `steps` a set and a sort; `range` and `before` a set, a member and a limit. Answers gen, pos and changed in one
 * text, then one answer for each read; without a generation, or in the middle of a commit, only what is the matter. One text
 * for a row and for counts: an array costs the client more than they do. A row of one place that is all that is asked for may
 * be one text with the state: it is most of what is read, and goes without the functions that the rest needs.
 *
 * Counts are members before the sort, members level with it (from depth 1 on), distinct sorts before it (depth 2); those that
 * go along with no row begin with the size of the set. The distinct sorts of a set are gathered when they are first asked for
 * and kept from then on.
 */
const fetch = `
local call = redis.call
local meta = call('HMGET', KEYS[1], 'gen', 'pos', 'changed', 'until')
if not meta[1] then return 'lost' end
if meta[4] then return 'busy' end
local state = meta[1] .. ' ' .. meta[2] .. ' ' .. meta[3]
if #ARGV == 1 then return state end
local base = string.sub(KEYS[1], 1, -5) .. 'g:' .. meta[1] .. ':'
local rows = base .. 'rows'
local function simple(value)
  local set, sort = string.match(value, '^1%z([^%z]*)%z([^%z]*)%z')
  return set and call('ZLEXCOUNT', base .. 'z:' .. set, '-', '(' .. sort .. '\\0') .. '\\0' .. value
end
if #ARGV == 3 and ARGV[1] == '0' and ARGV[2] == 'get' then
  local value = call('HGET', rows, ARGV[3])
  local text = value and simple(value)
  if text then return state .. '\\0' .. text end
end
local function stepsOf(set, sort)
  local z, s = base .. 'z:' .. set, base .. 's:' .. set
  if call('SADD', base .. 'steps', set) == 1 then
    call('DEL', s)
    for from = 0, call('ZCARD', z) - 1, 2000 do
      local list = {}
      for n, member in ipairs(call('ZRANGE', z, from, from + 1999)) do
        list[2 * n - 1], list[2 * n] = '0', string.match(member, '^[^%z]*')
      end
      call('ZADD', s, unpack(list))
    end
  end
  return call('ZRANK', s, sort) or call('ZLEXCOUNT', s, '-', '(' .. sort)
end
local function countsOf(set, sort, depth)
  local z = base .. 'z:' .. set
  local text = call('ZLEXCOUNT', z, '-', '(' .. sort .. '\\0')
  if depth == '0' then return text end
  text = text .. ' ' .. call('ZLEXCOUNT', z, '[' .. sort .. '\\0', '(' .. sort .. '\\1')
  if depth == '1' then return text end
  return text .. ' ' .. stepsOf(set, sort)
end
local function counts(set, sort, depth)
  return call('ZCARD', base .. 'z:' .. set) .. ' ' .. countsOf(set, sort, depth)
end
local function row(key)
  local value = call('HGET', rows, key)
  if not value then return '' end
  local text = ARGV[1] == '0' and simple(value)
  if text then return text end
  local texts = {}
  local places, at = string.match(value, '^(%d+)%z()')
  for n = 1, places do
    local set, sort, onward = string.match(value, '^([^%z]*)%z([^%z]*)%z()', at)
    texts[n] = countsOf(set, sort, ARGV[1])
    at = onward
  end
  return table.concat(texts, ' ') .. '\\0' .. value
end
local function page(set, members, above, onward)
  if #members == 0 then return {members, {}, above, onward, call('ZCARD', base .. 'z:' .. set) .. ''} end
  local depth = ARGV[1] == '2' and '2' or '1'
  local keys = {}
  for n, member in ipairs(members) do keys[n] = string.match(member, '%z(.*)') end
  local first, last = string.match(members[1], '^[^%z]*'), string.match(members[#members], '^[^%z]*')
  return {members, call('HMGET', rows, unpack(keys)), above, onward, counts(set, first, depth) .. ' ' .. counts(set, last, depth)}
end
local function before(set, place, limit)
  local z = base .. 'z:' .. set
  local found = call('ZREVRANGEBYLEX', z, '(' .. place, '-', 'LIMIT', 0, limit)
  local onward = call('ZRANGEBYLEX', z, '[' .. place, '+', 'LIMIT', 0, limit + 1)
  local members = {}
  for n = #found, 1, -1 do members[#members + 1] = found[n] end
  for n = 1, #onward do members[#members + 1] = onward[n] end
  return page(set, members, #found, #onward)
end
local depths = {above = '0', level = '1', steps = '2'}
local answers, n = {state}, 2
while n < #ARGV do
  local kind, of, at, limit = ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]
  local answer
  if kind == 'get' then
    answer, n = row(of), n + 2
  elseif depths[kind] then
    answer, n = counts(of, at, depths[kind]), n + 3
  elseif kind == 'range' then
    local from = at == '' and '-' or '(' .. at
    answer, n = page(of, call('ZRANGEBYLEX', base .. 'z:' .. of, from, '+', 'LIMIT', 0, limit), 0, 0), n + 4
  else
    answer, n = before(of, at, limit), n + 4
  end
  answers[#answers + 1] = answer
end
return answers
`;

export const scripts = { commit, begin, load, promote, sweep, lease, release, fetch };
