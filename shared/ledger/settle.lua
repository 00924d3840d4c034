-- A call was charged: what was bound is freed, what it cost is spent. ARGV: call, actual price (micro-dollars), wasted (1 or 0), reason,
-- what ended it ('moderated', or '' for all else).
-- A price above what was reserved is recorded as it is; the next reserve meets it. Answers 0 where nothing was bound: it is settled already.
local id, actual = ARGV[1], tonumber(ARGV[2])
local call = read_call(id)
if not call then return 0 end
local reserved, held, is_bound = bound(call)
if not is_bound then return 0 end
book('settle', id, call, {-reserved, -held, actual, ARGV[3] == '1' and actual or 0})
close(id, call, 'settled', ARGV[4])
redis.call('HSET', call_key(id), 'actual', int(actual))
if ARGV[3] == '1' then redis.call('HSET', call_key(id), 'wasted', '1') end
if ARGV[5] ~= '' then redis.call('HSET', call_key(id), 'ended_by', ARGV[5]) end
free_slot(call.account, id)
return 1
