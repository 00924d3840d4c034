-- A job goes on, or did not answer: when it is asked again, and how often it was asked. ARGV: call, next poll (ms from now), troubles (0: it answered),
-- bad file (1: what came was damaged; those are counted apart, since an answer that did not come says nothing of the product),
-- asked (when the question was put, ms; 0: of no matter): a callback that came meanwhile has it asked again at once.
-- A job whose call is held is asked about too, and counted, lest that goes on for ever.
local state = redis.call('HGET', call_key(ARGV[1]), 'state')
if state ~= 'submitted' and not (state == 'unknown' and redis.call('HEXISTS', call_key(ARGV[1]), 'job') == 1) then return 0 end
local next_ms, asked = now_ms + ARGV[2], tonumber(ARGV[5])
if asked > 0 then
  local called = tonumber(redis.call('HGET', call_key(ARGV[1]), 'called_ms') or '')
  if called and called >= asked then next_ms = math.min(next_ms, math.max(now_ms, called)) end
end
redis.call('HSET', call_key(ARGV[1]), 'next_ms', int(next_ms), 'troubles', ARGV[3])
redis.call('HINCRBY', call_key(ARGV[1]), 'polls', 1)
if ARGV[4] == '1' then redis.call('HINCRBY', call_key(ARGV[1]), 'bad_files', 1) end
if state == 'submitted' then redis.call('ZADD', K .. ':open', int(next_ms), ARGV[1]) end
return 1
