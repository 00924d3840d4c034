-- Takes money from every budget above a call, and its slot, all or none.
-- ARGV: call, season, run, place, stage, model, account, day, amount, spacing (µs), most in flight, lease (ms), new token, retake (0: none),
-- with sound (1 or 0).
-- Answers one of
--   reserved ATTEMPT              it may be sent: everything is taken
--   is STATE                      it has gone further than that already
--   refused REASON                it has failed in this run of the season
--   stopped REASON                its account takes nothing
--   broken MS DOWN                its model has failed too often of late, since DOWN ms: ask again then
--   over SCOPE CAP TAKEN          the budget is spent
--   tight SCOPE CAP TAKEN         the budget is reserved; some of it may come back
--   later MS                      its slot is at that time; or a restore has begun here and not ended
--   queue                         there is no slot: wait for one (enqueue.lua)
-- While one call tries a model that had failed, the others wait this long for its outcome.
local PROBE_MS = 20000
-- shared/backup/copying.py: half of the books may not be there yet.
if redis.call('EXISTS', K .. ':restoring') == 1 then return {'later', 5000} end
local id, season, run, place, stage, model, account, day = unpack(ARGV, 1, 8)
local amount, lease_ms, token, retake = tonumber(ARGV[9]), tonumber(ARGV[12]), ARGV[13], tonumber(ARGV[14])
local wanted = {season = season, account = account, day = day, retake = retake}
local call = read_call(id)
if call then
  if call.state == 'reserved' then
    -- Who reserved it has died before it was sent: the new token makes sure that it stays unsent by that one.
    local of = read_account(call.account)
    if of.blocked > now_ms then return {'later', int(of.blocked - now_ms)} end
    if keep_slot(of, id, lease_ms) then
      redis.call('HSET', call_key(id), 'token', token)
      redis.call('ZADD', K .. ':open', int(now_ms + lease_ms), id)
      return {'reserved', call.attempt}
    end
    -- Its slot has gone to another meanwhile: it begins anew.
    book('release', id, call, {-call.amount, 0, 0, 0})
    close(id, call, 'planned', '')
    call.state = 'planned'
  end
  if call.state == 'failed' or call.state == 'cancelled' then
    if call.run == season .. '#' .. run then return {'refused', redis.call('HGET', call_key(id), 'reason') or ''} end
  elseif call.state ~= 'planned' then
    return {'is', call.state}
  end
end

-- Who cannot go on leaves the slot that was granted to it to the next, and the queue too: it would be granted another one.
local function decline(...)
  if call and call.state == 'planned' then
    leave_queue(call.account, call.season, id)
    free_slot(call.account, id)
  end
  return {...}
end

local stopped = redis.call('HGET', K .. ':account:' .. account, 'stopped')
if stopped then return decline('stopped', stopped) end

-- The circuit breaker of the model: closed, or open until a time, after which one call tries.
local breaker = redis.call('HMGET', K .. ':account:' .. account, 'open_ms:' .. model, 'probe_ms:' .. model, 'down_ms:' .. model)
if breaker[1] then
  local wait = math.max(tonumber(breaker[1]), tonumber(breaker[2] or '0')) - now_ms
  if wait > 0 then
    return decline('broken', int(wait), int(now_ms - tonumber(breaker[3] or int(now_ms))))
  end
end

for _, scope in ipairs(scopes_of(wanted)) do
  local cap = cap_of(scope)
  if cap then
    local got = redis.call('HMGET', K .. ':balance:' .. scope, 'reserved', 'held', 'spent')
    local reserved, taken = tonumber(got[1] or '0'), tonumber(got[2] or '0') + tonumber(got[3] or '0')
    if taken + amount > cap then return decline('over', scope, int(cap), int(taken)) end
    if taken + reserved + amount > cap then return decline('tight', scope, int(cap), int(taken + reserved)) end
  end
end

-- A worker with a newer catalogue changes the limits for all.
redis.call('HSET', K .. ':account:' .. account, 'spacing_us', ARGV[10])
if redis.call('HGET', K .. ':account:' .. account, 'full') ~= ARGV[11] then
  redis.call('HSET', K .. ':account:' .. account, 'full', ARGV[11], 'most', ARGV[11])
end
if call and (call.season ~= season or call.account ~= account) then
  -- It was another season's (or account's) to buy, and is this one's now: there it neither waits nor counts any more.
  leave_queue(call.account, call.season, id)
  if call.account ~= account then free_slot(call.account, id) end
  redis.call('SREM', K .. ':calls:' .. call.season, id)
end
-- Another order begins anew.
if call and call.run ~= season .. '#' .. run then redis.call('HDEL', call_key(id), 'timeouts', 'ended_by') end
redis.call('HSET', call_key(id), 'state', 'planned', 'season', season, 'run', season .. '#' .. run, 'place', place, 'stage', stage, 'model', model,
  'account', account, 'day', day, 'amount', int(amount))
if retake > 0 then redis.call('HSET', call_key(id), 'retake', int(retake)) else redis.call('HDEL', call_key(id), 'retake') end
-- Whoever collects it by this record alone reckons what it counts by the price of clips with sound.
if ARGV[15] == '1' then redis.call('HSET', call_key(id), 'sound', '1') else redis.call('HDEL', call_key(id), 'sound') end
local flight = K .. ':flight:' .. account
local slot = tonumber(redis.call('HGET', call_key(id), 'slot_us') or '')
local lease = tonumber(redis.call('ZSCORE', flight, id) or '0')
if not (slot and lease > now_ms) then
  if redis.call('EXISTS', K .. ':queue:' .. account) == 1 then return {'queue'} end
  slot = take_slot(read_account(account), id)
  if not slot then return {'queue'} end
elseif read_account(account).blocked > now_ms then
  -- The provider has asked for a pause since it was granted.
  redis.call('ZREM', flight, id)
  return {'queue'}
end
if slot > now_us + 1000 then return {'later', int(math.ceil((slot - now_us) / 1000))} end
local early = pace_send(read_account(account))
if early > 0 then return {'later', int(math.ceil(early / 1000))} end

leave_queue(account, season, id)
redis.call('ZADD', flight, int(now_ms + lease_ms), id)
if breaker[1] then redis.call('HSET', K .. ':account:' .. account, 'probe_ms:' .. model, int(now_ms + PROBE_MS)) end
local attempt = int(redis.call('HINCRBY', call_key(id), 'attempt', 1))
redis.call('HDEL', call_key(id), 'reason', 'job', 'polls', 'troubles', 'bad_files', 'ended_ms', 'slot_us', 'timer', 'arrived', 'next_ms')
redis.call('HSET', call_key(id), 'state', 'reserved', 'token', token, 'since_ms', int(now_ms))
redis.call('SADD', K .. ':calls:' .. season, id)
redis.call('ZADD', K .. ':open', int(now_ms + lease_ms), id)
wanted.attempt = attempt
book('reserve', id, wanted, {amount, 0, 0, 0})
return {'reserved', attempt}
