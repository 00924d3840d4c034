-- Ends a season once all its episodes have ended. KEYS[1] meta, KEYS[2…] the episodes' hashes.
-- Answers its final state, or the empty string while something is still open. 'cancelled' and 'failed' are never overwritten.
-- It stays among the live ones until it is delivered.
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'running' then return state or '' end
local done, failed = 0, 0
for i = 2, #KEYS do
  local episode = redis.call('HGET', KEYS[i], 'state')
  if episode == 'done' then done = done + 1
  elseif episode == 'failed' then failed = failed + 1
  elseif episode ~= 'partial' then return '' end
end
local final = 'partial'
if done == #KEYS - 1 then final = 'done' elseif failed == #KEYS - 1 then final = 'failed' end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'state', final, 'finished_at', string.format('%d.%06d', time[1], time[2]))
return final
