-- Ends a stay whose purchase is done or given up, so that the next in line can come. Hearing of it twice changes
-- nothing.
--
-- KEYS[1]  room        hash: the room's counters
-- KEYS[2]  active      sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[3]  marks       one 4-bit cell per number, see admit.lua
-- KEYS[4]  ghosts      sorted set, stays from before a loss -> latest end, epoch milliseconds
-- KEYS[5]  holders     hash, number -> session that has the pass, and its subject
-- ARGV[1]  mark        1 done, 3 left
-- ARGV[2]  number      in the queue, >= 1
-- ARGV[3]  active_for  how long a stay lasts, milliseconds, > 0
-- ARGV[4]  now         epoch milliseconds; empty: Redis' own clock
--
-- Returns 1 if a room inside has become free, else 0.

local room, active, marks, ghosts = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local mark, number, active_for = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local DONE, EXPIRED, LEFT, REVOKED = 1, 2, 3, 4

local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'joined', 'stay', 'base')
-- Nobody has been given such a number; without this the marks could be made to grow.
if number > (tonumber(known[1]) or 0) then
  return 0
end

local was = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
local till = tonumber(redis.call('ZSCORE', active, number))
local freed = redis.call('ZREM', active, number)
redis.call('HDEL', KEYS[5], number)
if freed == 0 and number <= (tonumber(known[3]) or 0) and (was == 0 or was > REVOKED) then
  -- Whose ghost it was is forgotten. The one that would end first makes way: so the room is never too full.
  freed = #redis.call('ZPOPMIN', ghosts) > 0 and 1 or 0
end
-- A payment may settle a little after the stay has run out: still a purchase.
if was ~= DONE and (freed == 1 or was == EXPIRED and mark == DONE) then
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, mark)
  redis.call('HINCRBY', room, mark == DONE and 'done' or 'left', 1)
end
if till then
  local length = math.max(0, math.min(active_for, active_for - (till - now)))
  local stay = tonumber(known[2]) or active_for
  redis.call('HSET', room, 'stay', math.floor(stay * 0.98 + length * 0.02))
end
return freed
