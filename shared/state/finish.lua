-- Ends a season once all its episodes have ended. KEYS[1] meta, KEYS[2] the set of live seasons, KEYS[3…] the episodes' hashes; ARGV[1] season.
-- Answers its final state, or the empty string while something is still open. 'cancelled' and 'failed' are never overwritten.
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'running' then return state or '' end
local done, failed = 0, 0
for i = 3, #KEYS do
  local episode = redis.call('HGET', KEYS[i], 'state')
  if episode == 'done' then done = done + 1
  elseif episode == 'failed' then failed = failed + 1
  elseif episode ~= 'partial' then return '' end
end
local final = 'partial'
if done == #KEYS - 2 then final = 'done' elseif failed == #KEYS - 2 then final = 'failed' end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'state', final, 'finished_at', time[1])
redis.call('SREM', KEYS[2], ARGV[1])
return final
