-- Sets what the staff has decided about a door, and writes down that they did.
--
-- KEYS[1]  room     hash: the room's counters and what the staff has changed
-- KEYS[2]  told     stream of events not sent to Kafka yet
-- ARGV[1]  decided  epoch milliseconds; empty: now, by Redis' own clock
-- ARGV[2]  type     of the event to write down; empty: none, it has been told before
-- ARGV[3]  data     of the event, in which @at@ stands for the time in seconds since 1970
-- ARGV[4]  trace    W3C traceparent, or empty
-- ARGV[5…]          field, value: what is set; an empty value takes the field away, NOW is the time
--
-- Returns when it was decided, epoch milliseconds; 0 when something later has been decided already.

local room, told = KEYS[1], KEYS[2]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local decided = tonumber(ARGV[1])
local known = tonumber(redis.call('HGET', room, 'decided')) or 0
if decided and decided <= known then
  return 0
end
-- Two decisions within a millisecond are still two.
decided = decided or math.max(now, known + 1)

for i = 5, #ARGV, 2 do
  local field, value = ARGV[i], ARGV[i + 1]
  if value == '' then
    redis.call('HDEL', room, field)
  else
    redis.call('HSET', room, field, value == 'NOW' and now or value)
  end
end
redis.call('HSET', room, 'decided', decided)
if ARGV[2] ~= '' then
  local data = string.gsub(ARGV[3], '@at@', string.format('%.3f', decided / 1000))
  redis.call('XADD', told, 'MAXLEN', '~', 100000, '*', 'type', ARGV[2], 'data', data, 'traceparent', ARGV[4])
end
return decided
