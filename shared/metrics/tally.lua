-- Counts episodes and scenes by state. KEYS: episodes' hashes. ARGV[1]: the highest number of a scene.
-- Answers episodes done, partial, failed, scenes done, failed; what is not among them is open.
local SLICE = 500
local episodes, scenes = {done = 0, partial = 0, failed = 0}, {done = 0, failed = 0}
local fields = {}
for number = 1, tonumber(ARGV[1]) do fields[number] = number .. '.state' end
for _, key in ipairs(KEYS) do
  local state = redis.call('HGET', key, 'state')
  if state and episodes[state] then episodes[state] = episodes[state] + 1 end
  for from = 1, #fields, SLICE do
    for _, ended in ipairs(redis.call('HMGET', key, unpack(fields, from, math.min(from + SLICE - 1, #fields)))) do
      if ended and scenes[ended] then scenes[ended] = scenes[ended] + 1 end
    end
  end
end
return {episodes.done, episodes.partial, episodes.failed, scenes.done, scenes.failed}
