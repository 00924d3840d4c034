-- A provider has not taken a call, and may take it later: it is planned again, and how often and how long that goes on is counted.
-- ARGV: call, reason. Answers the refusals, and the time since the first (ms).
local id = ARGV[1]
local call = read_call(id)
if not call then return {0, 0} end
local reserved = bound(call)
if reserved > 0 or call.state ~= 'planned' then book('release', id, call, {-reserved, 0, 0, 0}) end
close(id, call, 'planned', ARGV[2])
redis.call('HSETNX', call_key(id), 'refused_ms', int(now_ms))
local refusals = redis.call('HINCRBY', call_key(id), 'refusals', 1)
free_slot(call.account, id)
return {refusals, int(now_ms - tonumber(redis.call('HGET', call_key(id), 'refused_ms')))}
