-- Ends a stay whose purchase is done, so that the next in line can come. Hearing of it twice changes nothing.
--
-- KEYS[1]  room    hash: the room's counters
-- KEYS[2]  active  sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[3]  ends    one 4-bit cell per number: 0 not ended, 1 done, 2 expired, 3 left
-- ARGV[1]  epoch   of the room the place belongs to
-- ARGV[2]  number  in the queue, >= 1
--
-- Returns 1 if a room inside has become free, else 0.

local room, active, ends = KEYS[1], KEYS[2], KEYS[3]
local epoch, number = ARGV[1], tonumber(ARGV[2])
local DONE, EXPIRED = 1, 2

local known = redis.call('HMGET', room, 'epoch', 'serving')
if known[1] ~= epoch or number > (tonumber(known[2]) or 0) then
  return 0
end

local freed = redis.call('ZREM', active, number)
local ended = redis.call('BITFIELD', ends, 'GET', 'u4', '#' .. number)[1]
-- A payment may settle a little after the stay has run out: still a purchase.
if freed == 1 or ended == EXPIRED then
  redis.call('BITFIELD', ends, 'SET', 'u4', '#' .. number, DONE)
  redis.call('HINCRBY', room, 'done', 1)
end
return freed
