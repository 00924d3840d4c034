-- Messages that wait in the durable timers (worker/timers), by the name of their timer.

-- Makes a message due no later than a time (ms). Answers 1 where it was later, 0 where it was not, or is not there. One that is being
-- published just now (its time has a fraction: worker/timers/claim.lua) is left alone: it is on its way, and need not come twice.
local function due_by(timer, at_ms)
  local due = tonumber(redis.call('ZSCORE', K .. ':timers:due', timer) or '')
  if not due or due <= at_ms or due % 1 ~= 0 then return 0 end
  redis.call('ZADD', K .. ':timers:due', 'XX', int(at_ms), timer)
  return 1
end
