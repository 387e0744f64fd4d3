-- Gives events their places in their topics, remembers them, and tells every node. All of one partition, whose tag is in
-- every key and in the channel: laid out so that a cluster could run it where they live. Today there is one primary.
--
-- KEYS  for each event: the topic's place, its log, and what tells that the event was here before
-- ARGV  the verb that publishes, the channel, how many events a log holds, for how many milliseconds a log, a place and
--       the sight of an event are kept, the epoch of a topic that has none; then for each event: its topic, when it was
--       pushed, and its body; without a body, the topic's history has been broken and a new epoch begins
local verb, channel, most, log_ms, place_ms, seen_ms, fresh = unpack(ARGV, 1, 7)
local told = {}
for index = 0, #KEYS / 3 - 1 do
  local place, log, seen = unpack(KEYS, 3 * index + 1, 3 * index + 3)
  local topic, pushed_at, body = unpack(ARGV, 3 * index + 8, 3 * index + 10)
  local broken = body == ''
  if broken or redis.call('SET', seen, '', 'NX', 'PX', seen_ms) then
    local epoch = not broken and redis.call('HGET', place, 'epoch')
    local offset = 0
    if not epoch then
      epoch = fresh
      redis.call('DEL', log)
      redis.call('HSET', place, 'epoch', epoch, 'offset', 0)
    end
    if not broken then
      offset = redis.call('HINCRBY', place, 'offset', 1)
      redis.call('XADD', log, 'MAXLEN', most, offset .. '-0', 'at', pushed_at, 'event', body)
      redis.call('PEXPIRE', log, log_ms)
    end
    redis.call('PEXPIRE', place, place_ms)
    told[#told + 1] = table.concat({topic, epoch, offset, pushed_at, #body}, ' ') .. '\n' .. body
  end
end
if #told > 0 then
  redis.call(verb, channel, table.concat(told))
end
return #told
