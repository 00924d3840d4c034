-- Claims units of an episode (a scene's number, or "join") for new chains, but those that have ended, are under way, or belong to another order.
-- KEYS[1] the episode's hash; ARGV[1] order, ARGV[2] first lease (ms), ARGV[3] longest lease (ms), then the units. Answers the claimed ones.
-- Each claim without progress doubles the lease: a long queue is not flooded, a lost message still costs only seconds.
local claimed = {}
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return claimed end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local longest = tonumber(ARGV[3])
for at = 4, #ARGV do
  local unit = ARGV[at]
  local lease = tonumber(redis.call('HGET', KEYS[1], unit .. '.lease') or '0')
  -- A lease from further ahead than any is given comes from a clock that was set back.
  local is_under_way = lease > now and lease <= now + longest
  if not is_under_way and not redis.call('HGET', KEYS[1], unit .. '.state') then
    local sends = redis.call('HINCRBY', KEYS[1], unit .. '.sends', 1)
    local length = math.min(ARGV[2] * 2 ^ math.min(sends - 1, 20), longest)
    redis.call('HSET', KEYS[1], unit .. '.lease', string.format('%d', now + length))
    claimed[#claimed + 1] = unit
  end
end
return claimed
