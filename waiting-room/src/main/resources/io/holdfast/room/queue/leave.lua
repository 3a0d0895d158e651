-- Gives a place up. Its room is free at once; a number still to come is passed over.
--
-- KEYS[1]  room     hash: the room's counters
-- KEYS[2]  members  hash, subject -> ticket
-- KEYS[3]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  ends     one 4-bit cell per number: 0 not ended, 1 done, 2 expired, 3 left
-- KEYS[6]  leavers  set, tickets given up in the lobby, whose numbers are not known yet
-- ARGV[1]  number   in the queue; 0 while the draw is still to come
-- ARGV[2]  ticket
-- ARGV[3]  subject  whose place it is; empty when it was given up in the lobby already
--
-- Returns LEFT; ENDED if it had ended before; DRAWN if the draw has been since, and the number is needed.

local room, members, called, active, ends, leavers = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local number, ticket, subject = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local LEFT = 3

if number == 0 and redis.call('HEXISTS', room, 'drawn') == 1 then
  return 'DRAWN'
end

if subject ~= '' then
  if redis.call('HGET', members, subject) ~= ticket then
    return 'ENDED'
  end
  redis.call('HDEL', members, subject)
end

if number == 0 then
  redis.call('SADD', leavers, ticket)
  redis.call('HINCRBY', room, 'left', 1)
  return 'LEFT'
end

if redis.call('BITFIELD', ends, 'GET', 'u4', '#' .. number)[1] > 0 then
  return 'ENDED'
end
redis.call('BITFIELD', ends, 'SET', 'u4', '#' .. number, LEFT)
redis.call('ZREM', called, number)
redis.call('ZREM', active, number)
if subject ~= '' then
  redis.call('HINCRBY', room, 'left', 1)
end
if number > (tonumber(redis.call('HGET', room, 'serving')) or 0) then
  redis.call('HINCRBY', room, 'gone', 1)
end
return 'LEFT'
