-- The provider has taken the call. ARGV: call, attempt, job (JSON), next poll (ms from now), lease (ms).
-- From 'unknown' too: a call that was found again has its money reserved instead of held.
local call = read_call(ARGV[1])
if not call or call.attempt ~= ARGV[2] or (call.state ~= 'submitting' and call.state ~= 'unknown') then return 0 end
if call.state == 'unknown' then book('find', ARGV[1], call, {call.amount, -call.amount, 0, 0}) end
-- A callback may be quicker than the answer to the submit: then the job is asked about at once.
local next_ms = redis.call('HGET', call_key(ARGV[1]), 'called_back') == ARGV[2] and now_ms or now_ms + ARGV[4]
redis.call('HSET', call_key(ARGV[1]), 'state', 'submitted', 'job', ARGV[3], 'next_ms', int(next_ms), 'since_ms', int(now_ms))
redis.call('HDEL', call_key(ARGV[1]), 'reason', 'refusals', 'refused_ms')
redis.call('ZADD', K .. ':flight:' .. call.account, int(now_ms + ARGV[5]), ARGV[1])
redis.call('ZADD', K .. ':open', int(next_ms), ARGV[1])
return 1
