-- Where a topic is, and its events after an offset. A topic that has no place yet gets one, so that every node begins
-- with the same epoch.
--
-- KEYS  the topic's place, its log
-- ARGV  the epoch of a topic that has none, for how many milliseconds a place is kept, the offset or nothing
-- Answers the epoch and the offset, then for each event its id in the log, when it was pushed, and its body.
local place, log = KEYS[1], KEYS[2]
local epoch, offset = unpack(redis.call('HMGET', place, 'epoch', 'offset'))
if not epoch then
  epoch, offset = ARGV[1], '0'
  redis.call('DEL', log)
  redis.call('HSET', place, 'epoch', epoch, 'offset', offset)
end
if redis.call('PTTL', place) < ARGV[2] / 2 then
  redis.call('PEXPIRE', place, ARGV[2])
end
local answer = {epoch, offset}
if ARGV[3] ~= '' and tonumber(ARGV[3]) < tonumber(offset) then
  for _, entry in ipairs(redis.call('XRANGE', log, '(' .. ARGV[3] .. '-0', '+')) do
    answer[#answer + 1] = entry[1]
    answer[#answer + 1] = entry[2][2]
    answer[#answer + 1] = entry[2][4]
  end
end
return answer
