-- Balances and the journal. A scope (season, provider and day, account; of a retake its season's quality too) has a hash: reserved, held,
-- spent, wasted (micro-dollars).
-- 'spent' holds all that was charged; 'wasted' says how much of it bought nothing. reserved + held + spent never exceed a cap.
local FIELDS = {'reserved', 'held', 'spent', 'wasted'}

-- A call has `season`, `account`, `day` and `retake`: which take it is after one that a quality gate refused, 0 or nil for none.
local function scopes_of(call)
  local scopes = {'season:' .. call.season, 'day:' .. call.account .. ':' .. call.day, 'account:' .. call.account}
  if (call.retake or 0) > 0 then scopes[4] = 'quality:' .. call.season end
  return scopes
end

-- The cap of a scope; the caps of an account's days are all the same.
local function cap_of(scope)
  local day = string.match(scope, '^(day:.+):[%d-]+$')
  return tonumber(redis.call('HGET', K .. ':caps', day or scope) or '')
end

-- Counts for shared/metrics/counters.py: the metric's name, its labels' values in their order.
local function tally(name, ...) redis.call('HINCRBY', K .. ':metrics', table.concat({'cliffhanger_' .. name .. '_total', ...}, '|'), 1) end

-- Adds the deltas {reserved, held, spent, wasted} to all scopes of a call, and writes them down: the sum of all entries is the balance.
local function book(act, id, call, deltas)
  for _, scope in ipairs(scopes_of(call)) do
    for at, field in ipairs(FIELDS) do
      if deltas[at] ~= 0 then redis.call('HINCRBY', K .. ':balance:' .. scope, field, int(deltas[at])) end
    end
  end
  local entry = {'act', act, 'call', id, 'attempt', call.attempt, 'season', call.season, 'account', call.account,
    'day', call.day, 'reserved', int(deltas[1]), 'held', int(deltas[2]), 'spent', int(deltas[3]), 'wasted', int(deltas[4])}
  -- Left out where it is none: entries are as they were before there were retakes.
  if (call.retake or 0) > 0 then entry[#entry + 1], entry[#entry + 2] = 'retake', int(call.retake) end
  redis.call('XADD', K .. ':journal', '*', unpack(entry))
  tally('call_acts', call.account, act)
end

local function call_key(id) return K .. ':call:' .. id end

-- A call as its hash has it, or nil.
local function read_call(id)
  local got = redis.call('HMGET', call_key(id), 'state', 'season', 'account', 'day', 'amount', 'attempt', 'token', 'run', 'retake')
  if not got[1] then return nil end
  return {state = got[1], season = got[2], account = got[3], day = got[4], amount = tonumber(got[5]), attempt = got[6], token = got[7],
    run = got[8], retake = tonumber(got[9] or '0')}
end

-- What a call has under reservation and on hold, and whether it has anything bound (which may be an amount of 0).
local function bound(call)
  if call.state == 'unknown' then return 0, call.amount, true end
  if call.state == 'reserved' or call.state == 'submitting' or call.state == 'submitted' or call.state == 'fetched' then return call.amount, 0, true end
  return 0, 0, false
end

-- What is kept of a settled call for good: without a field over 64 bytes Redis packs a hash into a few hundred bytes.
local KEPT = {'season', 'place', 'stage', 'model', 'account', 'day', 'amount', 'attempt', 'since_ms', 'retake'}

local function close_for_good(id, reason)
  local kept, job = {'state', 'settled'}, redis.call('HGET', call_key(id), 'job')
  for at, value in ipairs(redis.call('HMGET', call_key(id), unpack(KEPT))) do
    if value then kept[#kept + 1], kept[#kept + 2] = KEPT[at], value end
  end
  -- Of the job its name, by which the provider's own list has it.
  local name = job and cjson.decode(job).id
  if name then kept[#kept + 1], kept[#kept + 2] = 'job', cjson.encode({id = name}) end
  if reason ~= '' then kept[#kept + 1], kept[#kept + 2] = 'reason', reason end
  -- A hash that was unpacked once stays so: it is written anew.
  redis.call('DEL', call_key(id))
  redis.call('HSET', call_key(id), 'ended_ms', int(now_ms), unpack(kept))
end

-- Working fields go when a call has ended.
local function close(id, call, state, reason)
  if state == 'settled' then
    close_for_good(id, reason)
  else
    redis.call('HDEL', call_key(id), 'slot_us', 'timer', 'arrived', 'next_ms', 'polls', 'troubles', 'bad_files', 'token')
    if state ~= 'planned' then redis.call('HDEL', call_key(id), 'refusals', 'refused_ms') end
    redis.call('HSET', call_key(id), 'state', state, 'reason', reason, 'ended_ms', int(now_ms))
  end
  redis.call('ZREM', K .. ':open', id)
  redis.call('ZREM', K .. ':late', id)
end
