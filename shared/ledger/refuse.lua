-- A provider has not taken a call, and may take it later: it is planned again, and how often and how long that goes on is counted.
-- ARGV: call, reason. Answers the refusals, and the time since the first (ms).
local id = ARGV[1]
local call = read_call(id)
if not call then return {0, 0} end
-- What was not under way was not refused (now): the answer to a repeated question is the same, and what has ended stays so.
if call.state ~= 'reserved' and call.state ~= 'submitting' and call.state ~= 'submitted' then
  local known = redis.call('HMGET', call_key(id), 'refusals', 'refused_ms')
  return {tonumber(known[1] or '0'), known[2] and int(now_ms - tonumber(known[2])) or 0}
end
book('release', id, call, {-call.amount, 0, 0, 0})
close(id, call, 'planned', ARGV[2])
redis.call('HSETNX', call_key(id), 'refused_ms', int(now_ms))
local refusals = redis.call('HINCRBY', call_key(id), 'refusals', 1)
free_slot(call.account, id)
return {refusals, int(now_ms - tonumber(redis.call('HGET', call_key(id), 'refused_ms')))}
