-- Takes up to ARGV[1] due messages. A claim that is not confirmed within ARGV[2] ms is due again: at least once, never lost.
-- KEYS: due, payloads, a sorted set of others' times, and who looks often. ARGV[3] is who asks; who looks often does so for ARGV[4] ms
-- after it has asked last. Answers the time until the next is due (ms), the time until the first of the others' (ms), 1 where the one
-- who asks is to look often, then id, payload, mark, id, payload, mark, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now), 'LIMIT', 0, ARGV[1])
local answer = {0, 0, 0}
-- Half a millisecond, which no schedule has: a timer that is scheduled again while its claim is published is another one.
local mark = string.format('%d.5', now + ARGV[2])
for _, id in ipairs(ids) do
  local payload = redis.call('HGET', KEYS[2], id)
  if payload then
    redis.call('ZADD', KEYS[1], mark, id)
    answer[#answer + 1] = id
    answer[#answer + 1] = payload
    answer[#answer + 1] = mark
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
for at, key in ipairs({KEYS[1], KEYS[3]}) do
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  answer[at] = #first > 0 and math.max(0, math.floor(tonumber(first[2]) - now)) or 60000
end
local often = redis.call('GET', KEYS[4])
if not often or often == ARGV[3] then
  -- A write waits for the disk: one in half the time that it holds for.
  if not often or redis.call('PTTL', KEYS[4]) < ARGV[4] / 2 then redis.call('SET', KEYS[4], ARGV[3], 'PX', ARGV[4]) end
  answer[3] = 1
end
return answer
