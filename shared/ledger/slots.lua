-- Who may call when. An account has at most 'most' calls in flight (holders with the end of their lease), and sends them 'spacing_us'
-- apart: the generic cell rate algorithm (ITU-T I.371) with a burst of one, whose next arrival time 'tat_us' each grant moves on.
-- Who finds no room waits in the account's queue: seasons take turns, and within a season the longest waiter goes first.

-- A slot is granted at most this much ahead, so that a season that comes later is not behind a thousand reserved slots.
local HORIZON_US = 400000
-- Who comes late for its slot must not be sent on the heels of others: sends are spaced too, with this much play. A minute's worth of
-- spacing is 1.2 s longer than a minute (SPACING_MARGIN), so no minute has more sends than the rate.
local PLAY_US = 1000000
-- A waiter that was granted a slot must come for it within this, or it goes to the next.
local GRANT_MS = 20000
-- A queue without anything to wait for is looked at again after this: leases may have ended.
local LOOK_AGAIN_MS = 1000

local function read_account(name)
  local got = redis.call('HMGET', K .. ':account:' .. name, 'spacing_us', 'most', 'factor', 'tat_us', 'blocked_ms', 'learned_us', 'sent_us')
  -- 'factor' is the share of the catalogue's rate that refusals have left (thousandths); 'learned_us' stands in where it names no rate.
  local spacing = math.max(tonumber(got[1] or '0') * 1000 / tonumber(got[3] or '1000'), tonumber(got[6] or '0'))
  return {name = name, spacing = spacing, most = tonumber(got[2] or '0'), tat = tonumber(got[4] or '0'), blocked = tonumber(got[5] or '0'),
    sent = tonumber(got[7] or '0')}
end

-- Grants a call its slot: answers when it may be sent (µs), or nil and when to look again (ms).
local function take_slot(account, id)
  if account.blocked > now_ms then return nil, account.blocked end
  local flight = K .. ':flight:' .. account.name
  redis.call('ZREMRANGEBYSCORE', flight, '-inf', int(now_ms))
  if account.most > 0 and redis.call('ZCARD', flight) >= account.most then return nil, now_ms + LOOK_AGAIN_MS end
  local slot = math.max(now_us, account.tat)
  if slot - now_us > HORIZON_US then return nil, math.ceil((slot - HORIZON_US) / 1000) end
  if account.spacing > 0 then
    account.tat = slot + account.spacing
    redis.call('HSET', K .. ':account:' .. account.name, 'tat_us', int(account.tat))
  end
  redis.call('ZADD', flight, int(math.ceil(slot / 1000) + GRANT_MS), id)
  redis.call('HSET', K .. ':call:' .. id, 'slot_us', int(slot))
  return slot
end

-- Spaces what is sent: answers how long to wait (µs), or 0 and counts it as sent now.
local function pace_send(account)
  if account.spacing == 0 then return 0 end
  local early = account.sent - PLAY_US - now_us
  if early > 0 then return early end
  local sent = math.max(now_us, account.sent) + account.spacing
  -- The slots to come move on with it, lest everybody comes early from now on.
  redis.call('HSET', K .. ':account:' .. account.name, 'sent_us', int(sent), 'tat_us', int(math.max(account.tat, sent - PLAY_US)))
  return 0
end

-- Goes on holding a slot, for so long from now; false where its lease has ended and others have taken all there are.
local function keep_slot(account, id, lease_ms)
  local flight = K .. ':flight:' .. account.name
  redis.call('ZREMRANGEBYSCORE', flight, '-inf', int(now_ms))
  if account.most > 0 and not redis.call('ZSCORE', flight, id) and redis.call('ZCARD', flight) >= account.most then return false end
  redis.call('ZADD', flight, int(now_ms + lease_ms), id)
  return true
end

-- Makes the message of a waiting call due at its slot.
local function wake(id, slot)
  local timer = redis.call('HGET', K .. ':call:' .. id, 'timer')
  if not timer then return end
  local due = redis.call('ZSCORE', K .. ':timers:due', timer)
  if due and tonumber(due) > slot / 1000 then redis.call('ZADD', K .. ':timers:due', 'XX', int(math.ceil(slot / 1000)), timer) end
end

-- A season that comes anew begins with those that were served in this turn: one that comes and goes must not go first each time.
local function join_queue(name, season, id, arrived)
  local queue = K .. ':queue:' .. name
  redis.call('ZADD', queue .. ':' .. season, arrived, id)
  redis.call('ZADD', queue, 'NX', int(tonumber(redis.call('HGET', K .. ':account:' .. name, 'turn') or '-1') + 1), season)
end

local function leave_queue(name, season, id)
  local queue = K .. ':queue:' .. name
  redis.call('ZREM', queue .. ':' .. season, id)
  if redis.call('EXISTS', queue .. ':' .. season) == 0 then redis.call('ZREM', queue, season) end
end

-- Grants slots to waiters, in their order, as long as there are any to grant; notes when to look again. Answers how many.
local function dispatch(name)
  local queue, granted, account = K .. ':queue:' .. name, 0, nil
  while true do
    local head = redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')
    if #head == 0 then
      redis.call('ZREM', K .. ':waiting', name)
      return granted
    end
    local season, turn = head[1], tonumber(head[2])
    local first = redis.call('ZRANGE', queue .. ':' .. season, 0, 0)[1]
    if not first then
      -- A season whose waiters were taken away.
      redis.call('ZREM', queue, season)
    else
      account = account or read_account(name)
      local slot, again = take_slot(account, first)
      if not slot then
        redis.call('ZADD', K .. ':waiting', int(again), name)
        return granted
      end
      leave_queue(name, season, first)
      -- Start-time fair queueing with equal weights: who was served goes one turn back.
      redis.call('HSET', K .. ':account:' .. name, 'turn', int(turn))
      redis.call('ZADD', queue, 'XX', int(turn + 1), season)
      wake(first, slot)
      granted = granted + 1
    end
  end
end

-- A call needs its slot no more.
local function free_slot(name, id)
  redis.call('ZREM', K .. ':flight:' .. name, id)
  return dispatch(name)
end
