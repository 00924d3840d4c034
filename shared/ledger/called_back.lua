-- A provider has called back about an attempt of a call: whoever waits for it is woken, so that its job is asked about at once.
-- ARGV: call, attempt, delivery (a digest). Changes nothing of the call but when its job is asked about next. Answers
--   'unknown' no such call, or not this attempt; 'ended' it waits for nothing more; 'doubled' the delivery was here before;
--   'early' the answer to its submit is not here yet: its first question is asked at once then;
--   'later' the provider did not answer the last question: the pause after that is kept; 'woken'.
-- For so long a delivery is known again; so many are told apart for one call.
local KNOWN_MS = 3600000
local MOST_KNOWN = 64
-- Two questions that callbacks lead to are at least so far apart, whatever is called.
local APART_MS = 1000
local call = read_call(ARGV[1])
if not call or call.attempt ~= ARGV[2] or call.state == 'planned' or call.state == 'reserved' then return 'unknown' end
local known = K .. ':callbacks:' .. ARGV[1]
local is_open = call.state == 'submitting' or call.state == 'submitted'
if redis.call('SISMEMBER', known, ARGV[3]) == 1 then return 'doubled' end
if not is_open then return 'ended' end
if redis.call('SCARD', known) >= MOST_KNOWN then return 'doubled' end
redis.call('SADD', known, ARGV[3])
redis.call('PEXPIRE', known, KNOWN_MS)
if call.state == 'submitting' then
  redis.call('HSET', call_key(ARGV[1]), 'called_back', ARGV[2])
  return 'early'
end
local got = redis.call('HMGET', call_key(ARGV[1]), 'next_ms', 'called_ms', 'troubles')
if tonumber(got[3] or '0') > 0 then return 'later' end
local due = tonumber(got[2] or '0')
-- A question that is still to come is put for this callback too.
if due <= now_ms then due = math.max(now_ms, due + APART_MS) end
redis.call('HSET', call_key(ARGV[1]), 'called_ms', int(due))
if tonumber(got[1] or '0') > due then
  redis.call('HSET', call_key(ARGV[1]), 'next_ms', int(due))
  redis.call('ZADD', K .. ':open', 'XX', int(due), ARGV[1])
end
local lane = K .. ':timers:lane:call:' .. ARGV[1]
for _, timer in ipairs(redis.call('ZRANGE', lane, 0, -1)) do due_by(timer, due) end
redis.call('DEL', lane)
return 'woken'
