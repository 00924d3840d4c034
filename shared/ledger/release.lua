-- A call was not charged: what was bound goes back. ARGV: call, new state (planned, failed, cancelled), reason, run ('' keeps it),
-- what ended it ('timeout', 'moderated', or '' for all else); timeouts are counted.
-- Back to 'planned' it may be sent again, as another attempt.
local id, state = ARGV[1], ARGV[2]
local call = read_call(id)
if not call or call.state == 'settled' then return 0 end
local reserved, held, is_bound = bound(call)
if is_bound then
  book('release', id, call, {-reserved, -held, 0, 0})
  if ARGV[5] == 'timeout' then redis.call('HINCRBY', call_key(id), 'timeouts', 1) end
  if ARGV[5] == '' then redis.call('HDEL', call_key(id), 'ended_by') else redis.call('HSET', call_key(id), 'ended_by', ARGV[5]) end
end
if ARGV[4] ~= '' then redis.call('HSET', call_key(id), 'run', ARGV[4]) end
leave_queue(call.account, call.season, id)
close(id, call, state, ARGV[3])
free_slot(call.account, id)
return 1
