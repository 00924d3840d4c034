-- What a settled call bought turns out to be of no use, or of use after all: what was spent stays spent. ARGV: call, wasted (1 or 0), reason.
-- Answers 0 where it is not settled, or was told so before.
local id, wasted = ARGV[1], ARGV[2]
local call = read_call(id)
if not call or call.state ~= 'settled' then return 0 end
local known = redis.call('HMGET', call_key(id), 'wasted', 'actual')
if (known[1] or '0') == wasted then return 0 end
local actual = tonumber(known[2] or '0')
if wasted == '1' then
  book('waste', id, call, {0, 0, 0, actual})
  redis.call('HSET', call_key(id), 'wasted', '1', 'reason', ARGV[3])
else
  book('use', id, call, {0, 0, 0, -actual})
  redis.call('HDEL', call_key(id), 'wasted', 'reason')
end
return 1
