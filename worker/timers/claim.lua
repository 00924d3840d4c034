-- Takes up to ARGV[1] due messages. A claim that is not confirmed within ARGV[2] ms is due again: at least once, never lost.
-- KEYS: due, payloads. Answers id, payload, id, payload, …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now), 'LIMIT', 0, ARGV[1])
local answer = {}
for _, id in ipairs(ids) do
  local payload = redis.call('HGET', KEYS[2], id)
  if payload then
    redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[2]), id)
    answer[#answer + 1] = id
    answer[#answer + 1] = payload
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return answer
