-- A product that was paid is in the store, and these books, which are a copy of older ones, do not know that it was: it is booked.
-- ARGV: call, season, run, place, stage, model, account, day, retake (0: none), with sound (1 or 0), attempt, actual price
-- (micro-dollars), the job's name at the provider ('' for none).
-- Answers 1, or 0 where it is booked already.
local id, season, run, place, stage, model, account, day = unpack(ARGV, 1, 8)
local retake, attempt, actual = tonumber(ARGV[9]), tonumber(ARGV[11]), tonumber(ARGV[12])
local call = read_call(id)
if call and call.state == 'settled' then return 0 end
if call and (call.state == 'reserved' or call.state == 'submitting' or call.state == 'submitted' or call.state == 'fetched' or call.state == 'unknown') then
  -- It was under way when the copy was made.
  if call.state == 'reserved' then book('submit', id, call, {0, 0, 0, 0}) end
else
  -- It was bought afterwards. Nothing of it was reserved here: what it cost may be above a cap, and what is above one stops what comes next.
  if call then
    attempt = math.max(attempt, tonumber(call.attempt or '0') + 1)
    leave_queue(call.account, call.season, id)
    redis.call('SREM', K .. ':calls:' .. call.season, id)
  end
  redis.call('DEL', call_key(id))
  redis.call('HSET', call_key(id), 'state', 'submitted', 'season', season, 'run', run, 'place', place, 'stage', stage, 'model', model,
    'account', account, 'day', day, 'amount', 0, 'attempt', int(attempt), 'since_ms', int(now_ms))
  if retake > 0 then redis.call('HSET', call_key(id), 'retake', int(retake)) end
  if ARGV[10] == '1' then redis.call('HSET', call_key(id), 'sound', '1') end
  if ARGV[13] ~= '' then redis.call('HSET', call_key(id), 'job', cjson.encode({id = ARGV[13]})) end
  redis.call('SADD', K .. ':calls:' .. season, id)
  call = read_call(id)
  book('reserve', id, call, {0, 0, 0, 0})
  book('submit', id, call, {0, 0, 0, 0})
end
local reserved, held = bound(call)
book('settle', id, call, {-reserved, -held, actual, 0})
close(id, call, 'settled', '')
redis.call('HSET', call_key(id), 'amount', int(math.max(call.amount, actual)), 'actual', int(actual))
free_slot(call.account, id)
return 1
